extension String {
    /// The text with a space for every control character, C0 and C1 alike: no new line begins, and no terminal obeys it.
    ///
    /// **Source:** ECMA-48, sections 5.2 and 5.3; U+2028 and U+2029 end lines too.
    package var withoutControls: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isControl =
                scalar.value < 32 || (127...159).contains(scalar.value) || [0x2028, 0x2029].contains(scalar.value)
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars)
    }
}
