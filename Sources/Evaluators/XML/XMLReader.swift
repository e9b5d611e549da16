/// Reads a document of XML 1.0 if it is well-formed. Total: any bytes give a tree or an error, in linear time.
///
/// A document type is passed over; one with declarations of its own is refused, so that no entity is ever expanded but the
/// five that XML has and characters by number. Namespaces are not looked up: `a:b` is a name.
/// **Source:** XML 1.0, fifth edition; line ends as in section 2.11, values of attributes as in 3.3.3 for CDATA.
struct XMLReader {
    /// Where and why the text is no XML.
    struct Failure: Error, Equatable {
        /// Byte offset in the text.
        var offset: Int
        var problem: String
    }

    /// How deep elements may lie within each other.
    static let depthLimit = 256
    /// Most elements.
    static let elementsLimit = 50_000
    /// Most attributes of one element.
    static let attributesLimit = 256

    let text: ArraySlice<UInt8>
    var at: Int
    private var tree = XMLTree()
    /// The element that is open last, and how many are.
    private var open: XMLTree.ID?
    private var depth = 0

    /// The tree of a text that is one document, and where that ends; with `whole`, nothing may follow it.
    static func read(_ text: ArraySlice<UInt8>, whole: Bool = true) throws(Failure) -> (tree: XMLTree, end: Int) {
        var reader = XMLReader(text)
        try reader.document(whole: whole)
        return (reader.tree, reader.at)
    }

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
        at = text.startIndex
    }

    func failure(_ problem: String, at offset: Int? = nil) -> Failure {
        Failure(offset: (offset ?? at) - text.startIndex, problem: problem)
    }

    private mutating func document(whole: Bool) throws(Failure) {
        if text.first == 0xEF, text.starts(with: [0xEF, 0xBB, 0xBF]) { at += 3 }
        if starts("<?xml"), let next = text.byte(at: at + 5), isSpace(next) { try declaration() }
        try misc(typeAllowed: true)
        guard starts("<"), let next = text.byte(at: at + 1), isNameStart(next) else {
            throw failure("an element is expected here")
        }
        repeat { try step() } while open != nil
        guard whole else { return }
        try misc(typeAllowed: false)
        if at < text.endIndex { throw failure("text after the end of the document") }
    }

    /// Comments, instructions and white space around the root, and one document type before it.
    private mutating func misc(typeAllowed: Bool) throws(Failure) {
        var typeAllowed = typeAllowed
        while true {
            while let byte = text.byte(at: at), isSpace(byte) { at += 1 }
            if let next = text.byte(at: at + 1), isNameStart(next) { return }
            if starts("<!--") {
                try comment()
            } else if starts("<?") {
                try instruction()
            } else if typeAllowed, starts("<!DOCTYPE") {
                try documentType()
                typeAllowed = false
            } else {
                return
            }
        }
    }

    /// One piece of content: a tag, a text, a comment.
    private mutating func step() throws(Failure) {
        guard at < text.endIndex else {
            let name = open.map { tree.elements[$0].name } ?? ""
            throw failure("<\(Excerpt(name, limit: 40).text)> is never closed")
        }
        guard text[at] == UInt8(ascii: "<") else { return try characters() }
        switch text.byte(at: at + 1) {
        case UInt8(ascii: "/"): try closingTag()
        case UInt8(ascii: "!") where starts("<!--"): try comment()
        case UInt8(ascii: "!") where starts("<![CDATA["): try characterData()
        case UInt8(ascii: "?"): try instruction()
        default: try openingTag()
        }
    }

    private mutating func openingTag() throws(Failure) {
        let start = at
        at += 1
        let name = try self.name()
        var attributes: [(name: String, value: String)] = []
        while true {
            let hadSpace = skipSpace()
            guard let byte = text.byte(at: at) else { throw failure("a tag is never closed", at: start) }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
            guard hadSpace else { throw failure("white space is expected before an attribute") }
            let place = at
            let attribute = (try self.name(), try value())
            guard !attributes.contains(where: { $0.name.utf8.elementsEqual(attribute.0.utf8) }) else {
                throw failure("the attribute \(quoted(attribute.0)) is there twice", at: place)
            }
            attributes.append((attribute.0, attribute.1))
            guard attributes.count <= XMLReader.attributesLimit else { throw failure("too many attributes", at: start) }
        }
        try self.start(name, attributes, at: start)
        if text[at] == UInt8(ascii: "/") {
            at += 1
            _ = close()
        }
        guard text.byte(at: at) == UInt8(ascii: ">") else { throw failure("\">\" is expected here") }
        at += 1
    }

    private mutating func start(_ name: String, _ attributes: [(name: String, value: String)], at place: Int)
        throws(Failure)
    {
        guard depth < XMLReader.depthLimit else {
            throw failure("nested deeper than \(XMLReader.depthLimit) levels", at: place)
        }
        guard tree.elements.count < XMLReader.elementsLimit else {
            throw failure("more than \(XMLReader.elementsLimit) elements", at: place)
        }
        let id = tree.elements.count
        if let open { tree.elements[open].content.append(.element(id)) }
        tree.elements.append(XMLTree.Element(name: name, attributes: attributes, parent: open, last: id))
        open = id
        depth += 1
    }

    private mutating func close() -> XMLTree.ID? {
        guard let id = open else { return nil }
        open = tree.elements[id].parent
        depth -= 1
        tree.elements[id].last = tree.elements.count - 1
        return id
    }

    private mutating func closingTag() throws(Failure) {
        let start = at
        at += 2
        let name = try namePlace()
        _ = skipSpace()
        guard text.byte(at: at) == UInt8(ascii: ">") else { throw failure("\">\" is expected here") }
        at += 1
        guard let id = close() else { throw failure("nothing is open here", at: start) }
        let expected = tree.elements[id].name
        guard expected.utf8.elementsEqual(text[name]) else {
            throw failure(
                "</\(Excerpt(text[name], limit: 40).text)> closes <\(Excerpt(expected, limit: 40).text)>", at: start)
        }
    }

    /// `= "value"` behind an attribute's name.
    private mutating func value() throws(Failure) -> String {
        _ = skipSpace()
        guard text.byte(at: at) == UInt8(ascii: "=") else {
            throw failure("\"=\" is expected behind an attribute's name")
        }
        at += 1
        _ = skipSpace()
        guard let quote = text.byte(at: at), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure("an attribute's value stands in quotes")
        }
        let start = at
        at += 1
        var out: [UInt8] = []
        while let byte = text.byte(at: at), byte != quote {
            if byte == UInt8(ascii: "<") { throw failure("\"<\" within a value is written &lt;") }
            if byte == UInt8(ascii: "&") {
                out += Array(try reference().utf8)
            } else if isSpace(byte) {
                at += byte == 13 && text.byte(at: at + 1) == 10 ? 2 : 1
                out.append(32)
            } else {
                try character(into: &out)
            }
        }
        guard at < text.endIndex else { throw failure("a value is never closed", at: start) }
        at += 1
        return String(decoding: out, as: UTF8.self)
    }

    /// A text up to the next tag.
    private mutating func characters() throws(Failure) {
        var out: [UInt8] = []
        while let byte = text.byte(at: at), byte != UInt8(ascii: "<") {
            if byte == UInt8(ascii: "&") {
                out += Array(try reference().utf8)
            } else if byte == UInt8(ascii: "]"), starts("]]>") {
                throw failure("\"]]>\" within a text is written ]]&gt;")
            } else if isPlain(byte) {
                let end = text[at...].firstIndex { !isPlain($0) } ?? text.endIndex
                out += text[at..<end]
                at = end
            } else {
                try character(into: &out)
            }
        }
        add(out)
    }

    /// Whether a byte stands for itself in a text.
    private func isPlain(_ byte: UInt8) -> Bool {
        byte >= 32 && byte < 128 && byte != UInt8(ascii: "<") && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "]")
    }

    private mutating func characterData() throws(Failure) {
        let start = at
        at += 9
        var out: [UInt8] = []
        while at < text.endIndex, !starts("]]>") { try character(into: &out) }
        guard at < text.endIndex else { throw failure("<![CDATA[ is never closed", at: start) }
        at += 3
        add(out)
    }

    private mutating func add(_ bytes: [UInt8]) {
        guard let id = open, !bytes.isEmpty else { return }
        tree.elements[id].content.append(.text(String(decoding: bytes, as: UTF8.self)))
    }
}
