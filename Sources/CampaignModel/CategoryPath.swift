/// Category paths, `Cameras > Mirrorless > Full frame`, cut at " > ".
extension Products {
    /// Which category codes lie under a path: the category itself and everything below it, never a mere namesake
    /// (`Camera` is not above `Cameras`). ASCII letters match in either case.
    /// - Returns: One entry a code of `categories.values`; all false where no category has that path.
    public func categories(under path: String) -> [Bool] {
        let wanted = Array(path.utf8)
        return (0..<categories.values.count).map { code in
            Products.lies(categories.values.texts.cell(code), under: wanted.span)
        }
    }

    /// The first level of every category.
    /// - Returns: One code a category code, and the names that these stand for.
    public func topLevelCategories() -> (codes: [Int32], names: StringTable) {
        var names = StringTable()
        let codes = (0..<categories.values.count).map { code in
            let path = categories.values.texts.cell(code)
            let end = path.indices.first { Products.separatorStands(in: path, at: $0) } ?? path.count
            return names.intern(path.extracting(0..<end))
        }
        return (codes, names)
    }

    /// The category one level up; a top-level category stands for itself.
    /// - Returns: One code a category code; equal ones have one parent.
    public func parentCategories() -> [Int32] {
        var names = StringTable()
        return (0..<categories.values.count).map { code in
            let path = categories.values.texts.cell(code)
            let end = path.indices.last { $0 > 0 && Products.separatorStands(in: path, at: $0) } ?? path.count
            return names.intern(path.extracting(0..<end))
        }
    }

    private static func lies(_ category: Span<UInt8>, under path: Span<UInt8>) -> Bool {
        guard path.count > 0, category.count >= path.count else { return false }
        for index in path.indices where lowercased(category[index]) != lowercased(path[index]) { return false }
        return category.count == path.count || separatorStands(in: category, at: path.count)
    }

    private static func separatorStands(in path: Span<UInt8>, at index: Int) -> Bool {
        index + 3 <= path.count && path[index] == UInt8(ascii: " ") && path[index + 1] == UInt8(ascii: ">")
            && path[index + 2] == UInt8(ascii: " ")
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}
