/// Kinds of words that a probe can draw; common, short, and told apart easily. A changed list changes every question
/// that draws from it, so lists stay as they are.
enum WordKind: String, CaseIterable, Sendable {
    case noun, name, colour, animal, city, surname, country, food, job, adjective, verb

    /// The words of this kind, all different.
    var words: [String] {
        switch self {
        case .noun: Self.nouns
        case .name: Self.names
        case .colour: Self.colours
        case .animal: Self.animals
        case .city: Self.cities
        case .surname: Self.surnames
        case .country: Self.countries
        case .food: Self.foods
        case .job: Self.jobs
        case .adjective: Self.adjectives
        case .verb: Self.verbs
        }
    }

    private static let nouns = [
        "anchor", "apple", "arrow", "barrel", "basket", "bell", "blanket", "bottle", "bowl", "bridge", "broom",
        "bucket", "button", "cabin", "camera", "candle", "carpet", "castle", "chain", "chair", "clock", "coat",
        "coin", "crown", "cup", "curtain", "desk", "door", "drum", "engine", "envelope", "feather", "fence", "flag",
        "flute", "fork", "garden", "gate", "glove", "hammer", "harbour", "hat", "helmet", "jacket", "jar", "kettle",
        "key", "kite", "ladder", "lamp", "lantern", "letter", "magnet", "map", "medal", "mirror", "needle",
        "notebook", "oven", "paddle", "painting", "pencil", "pillow", "plate", "pocket", "potato", "radio", "ribbon",
        "ring", "rope", "saddle", "scarf", "shelf", "shovel", "spoon", "statue", "stone", "suitcase", "table",
        "teapot", "telescope", "tent", "thread", "ticket", "towel", "tower", "train", "trumpet", "tunnel", "umbrella",
        "vase", "violin", "wagon", "wallet", "wheel", "whistle", "window", "wrench", "zipper", "village",
    ]

    private static let names = [
        "Alice", "Amir", "Anna", "Boris", "Carla", "Chen", "Clara", "Daniel", "Diana", "Elena", "Emil", "Farid",
        "Fatima", "George", "Grace", "Hana", "Hugo", "Ingrid", "Ivan", "Jamal", "Julia", "Karim", "Kenji", "Laura",
        "Leon", "Lucia", "Marco", "Maria", "Nadia", "Nils", "Olga", "Omar", "Paula", "Peter", "Quentin", "Rosa",
        "Samuel", "Sofia", "Tariq", "Teresa", "Tomas", "Uma", "Victor", "Wanda", "Xavier", "Yara", "Yusuf", "Zoe",
    ]

    private static let colours = [
        "red", "blue", "green", "yellow", "purple", "black", "white", "brown", "pink", "grey", "silver", "golden",
        "turquoise", "crimson", "violet", "beige",
    ]

    private static let animals = [
        "badger", "bear", "beaver", "bee", "bison", "camel", "cat", "cow", "crab", "crane", "crow", "deer", "dog",
        "dolphin", "donkey", "duck", "eagle", "elephant", "falcon", "fox", "frog", "giraffe", "goat", "goose",
        "hamster", "hare", "hedgehog", "heron", "horse", "kangaroo", "lion", "lizard", "lynx", "mole", "monkey",
        "otter", "owl", "panda", "parrot", "penguin", "pig", "rabbit", "raven", "seal", "sheep", "snail", "squirrel",
        "swan", "tiger", "turtle", "whale", "wolf", "zebra",
    ]

    private static let cities = [
        "Amsterdam", "Athens", "Bangkok", "Barcelona", "Berlin", "Bogota", "Boston", "Brussels", "Budapest", "Cairo",
        "Chicago", "Copenhagen", "Dakar", "Dublin", "Geneva", "Hamburg", "Hanoi", "Helsinki", "Istanbul", "Jakarta",
        "Kyoto", "Lagos", "Lima", "Lisbon", "London", "Madrid", "Manila", "Melbourne", "Montreal", "Mumbai",
        "Nairobi", "Oslo", "Paris", "Prague", "Quito", "Riga", "Rome", "Santiago", "Seoul", "Stockholm", "Sydney",
        "Tallinn", "Tokyo", "Toronto", "Tunis", "Vienna", "Vilnius", "Warsaw",
    ]

    private static let surnames = [
        "Abbott", "Adler", "Barnes", "Bauer", "Becker", "Bianchi", "Brandt", "Carter", "Castro", "Costa", "Dalton",
        "Dupont", "Eriksen", "Falk", "Ferrari", "Fischer", "Fleming", "Garcia", "Goldman", "Haas", "Hansen", "Harper",
        "Hoffman", "Ibrahim", "Ito", "Jansen", "Johansson", "Keller", "Kimura", "Kowalski", "Kumar", "Lambert",
        "Larsen", "Lopez", "Mancini", "Marin", "Mbeki", "Meyer", "Moreau", "Murphy", "Nakamura", "Novak", "Okafor",
        "Olsen", "Osman", "Patel", "Pereira", "Petrov", "Quinn", "Ramos", "Rossi", "Santos", "Sato", "Schmidt",
        "Silva", "Sharma", "Tanaka", "Torres", "Ueda", "Vargas", "Vogel", "Walsh", "Weber", "Yilmaz", "Zhang",
    ]

    private static let countries = [
        "Argentina", "Australia", "Austria", "Belgium", "Bolivia", "Brazil", "Bulgaria", "Canada", "Chile", "China",
        "Colombia", "Croatia", "Cuba", "Denmark", "Ecuador", "Egypt", "Estonia", "Ethiopia", "Finland", "France",
        "Germany", "Ghana", "Greece", "Hungary", "Iceland", "India", "Indonesia", "Ireland", "Israel", "Italy",
        "Jamaica", "Japan", "Jordan", "Kenya", "Latvia", "Lebanon", "Lithuania", "Malaysia", "Mexico", "Mongolia",
        "Morocco", "Nepal", "Nigeria", "Norway", "Pakistan", "Panama", "Paraguay", "Peru", "Poland", "Portugal",
        "Romania", "Senegal", "Serbia", "Singapore", "Slovakia", "Slovenia", "Spain", "Sweden", "Switzerland",
        "Thailand", "Tunisia", "Turkey", "Uganda", "Ukraine", "Uruguay", "Vietnam", "Zambia",
    ]

    private static let foods = [
        "almond", "apricot", "avocado", "banana", "bean", "blueberry", "bread", "burger", "butter", "cabbage", "cake",
        "carrot", "celery", "cheese", "cherry", "chestnut", "coconut", "cookie", "cracker", "cucumber", "dumpling",
        "egg", "fig", "garlic", "ginger", "grape", "honey", "lemon", "lentil", "mango", "melon", "mushroom",
        "mustard", "noodle", "nut", "oat", "olive", "onion", "orange", "pancake", "papaya", "pasta", "peach",
        "peanut", "pear", "pepper", "pickle", "pineapple", "pizza", "plum", "pretzel", "pumpkin", "radish", "raisin",
        "rice", "salad", "sandwich", "sausage", "soup", "spinach", "strawberry", "toast", "tomato", "turnip",
        "waffle", "walnut", "yoghurt",
    ]

    private static let jobs = [
        "actor", "architect", "artist", "baker", "barber", "biologist", "bricklayer", "builder", "butcher",
        "carpenter", "cashier", "chemist", "clerk", "cook", "dancer", "dentist", "designer", "driver", "editor",
        "electrician", "engineer", "farmer", "firefighter", "fisher", "florist", "gardener", "geologist", "glazier",
        "guard", "guide", "judge", "lawyer", "librarian", "locksmith", "mechanic", "miner", "musician", "nurse",
        "optician", "painter", "pharmacist", "photographer", "pilot", "plumber", "poet", "porter", "potter",
        "printer", "programmer", "roofer", "sailor", "sculptor", "shepherd", "singer", "surgeon", "surveyor",
        "tailor", "teacher", "translator", "waiter", "weaver", "welder", "writer",
    ]

    private static let adjectives = [
        "ancient", "bold", "brave", "bright", "broad", "broken", "busy", "calm", "careful", "cheap", "clean",
        "clever", "cold", "cosy", "curious", "damp", "dark", "deep", "dry", "dusty", "eager", "early", "easy",
        "empty", "famous", "fancy", "fast", "fierce", "flat", "fresh", "friendly", "gentle", "glad", "grand", "happy",
        "heavy", "hollow", "honest", "huge", "hungry", "icy", "jolly", "kind", "large", "late", "lazy", "light",
        "little", "long", "loud", "lucky", "lonely", "mild", "modern", "narrow", "neat", "new", "noisy", "old", "odd",
        "patient", "plain", "polite", "poor", "proud", "quick", "quiet", "rare", "rich", "rough", "round", "rusty",
        "sharp", "shiny", "short", "shy", "silent", "simple", "slow", "small", "smooth", "soft", "sour", "steep",
        "strange", "strong", "sweet", "tall", "thick", "thin", "tidy", "tiny", "tired", "warm", "weak", "wet", "wide",
        "wild", "wise", "wooden", "young",
    ]

    private static let verbs = [
        "answer", "arrive", "bake", "borrow", "break", "bring", "build", "buy", "call", "carry", "catch", "choose",
        "clean", "climb", "close", "collect", "cook", "count", "cross", "cut", "dance", "deliver", "dig", "draw",
        "drink", "drive", "drop", "eat", "empty", "enter", "explain", "fetch", "fill", "find", "finish", "fix",
        "fold", "follow", "forget", "give", "grow", "guess", "hide", "hold", "invite", "join", "jump", "keep", "kick",
        "knock", "laugh", "learn", "leave", "lend", "lift", "listen", "mend", "mix", "move", "open", "order", "pack",
        "paint", "park", "pay", "pick", "plant", "play", "polish", "pour", "print", "promise", "pull", "push", "read",
        "repair", "rest", "return", "ride", "ring", "run", "sail", "sell", "send", "share", "shout", "sing", "sit",
        "sleep", "smile", "sort", "speak", "stand", "start", "stop", "swim", "swing", "teach", "throw", "tie",
        "touch", "travel", "turn", "visit", "wait", "walk", "wash", "watch", "wear", "whisper", "win", "wrap",
        "write",
    ]
}
