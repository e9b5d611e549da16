print("plummet")
