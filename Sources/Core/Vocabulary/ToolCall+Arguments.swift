extension ToolCall {
    /// The arguments as a JSON object, or nil where the model wrote something else. Nothing at all is `{}`: some APIs
    /// send that for a tool without parameters.
    package var readArguments: JSON? {
        guard arguments.utf8.contains(where: { !($0 == 32 || (9...13).contains($0)) }) else { return [:] }
        do {
            let read = try JSONParser.parse(arguments)
            return read.members == nil ? nil : read
        } catch {
            // What a model writes may be anything; that it is no JSON is the answer to the question.
            return nil
        }
    }

    /// The call for people: `weather({"city":"Oslo"})`.
    package var shown: String { name + "(" + arguments + ")" }
}
