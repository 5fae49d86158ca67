internal import JSON

/// What an expression is while a template is rendered. It owns nothing: text stays where it is, in the template, in a
/// document or on the render's heap, and objects and arrays of a document are viewed in place.
enum Value: Sendable {
    /// A name or key that is nowhere.
    case missing
    case null
    case boolean(Bool)
    case integer(Int64)
    case decimal(Double)
    case text(Text)
    /// An object or array of a document.
    case node(document: Int32, node: Int32)
    /// Items `start ..< start + count` of the render's `items`.
    case list(start: Int32, count: Int32)
    /// Both ends belong to it; empty where `last < first`.
    case range(first: Int64, last: Int64)
    /// The words `empty` and `blank`.
    case empty, blank
    /// The `forloop` or `tablerowloop` of a running loop, by its depth.
    case loop(Int32)
    /// `self`: the variables of a frame, by its depth.
    case scope(Int32)

    /// Only nil and false are false.
    var isTruthy: Bool {
        switch self {
        case .missing, .null, .boolean(false): false
        default: true
        }
    }

    var isNil: Bool {
        switch self {
        case .missing, .null: true
        default: false
        }
    }
}

/// Bytes of a string, by reference.
struct Text: Sendable {
    /// A document's position among the scopes, or one of the two below.
    var source: Int32
    var start: Int32
    var count: Int32
    /// True for HTML that must not be escaped again.
    var isSafe = false

    /// The template's own text: `Program.bytes`, and once that is compiled `Program.literals`.
    static let program: Int32 = -1
    /// What filters and captures made during this render.
    static let heap: Int32 = -2

    static let empty = Text(source: program, start: 0, count: 0)

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
