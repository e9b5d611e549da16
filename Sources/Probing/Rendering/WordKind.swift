/// Kinds of words that a probe can draw; common, short, and told apart easily. A changed list changes every question
/// that draws from it, so lists stay as they are.
enum WordKind: String, CaseIterable, Sendable {
    case noun, name, colour, animal, city

    /// The words of this kind, all different.
    var words: [String] {
        switch self {
        case .noun: Self.nouns
        case .name: Self.names
        case .colour: Self.colours
        case .animal: Self.animals
        case .city: Self.cities
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
}
