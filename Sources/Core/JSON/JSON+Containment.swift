extension JSON {
    /// Whether this value has at least what `part` has: every member of its objects, at any depth, and everything else
    /// equal. Arrays are of equal length and contain each other place by place; numbers are compared by value.
    package func contains(_ part: JSON) -> Bool {
        switch (kind, part.kind) {
        case (.object, .object(let members)):
            members.allSatisfy { member in
                guard let wanted = part[member.key], let found = self[member.key] else { return false }
                return found.contains(wanted)
            }
        case (.array(let found), .array(let wanted)):
            found.count == wanted.count && zip(found, wanted).allSatisfy { $0.contains($1) }
        default: self == part
        }
    }
}
