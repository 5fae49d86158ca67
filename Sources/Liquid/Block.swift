/// A tag that waits for its end.
struct Block {
    enum Kind {
        case condition
        /// `case`; counters start at `cell`.
        case choice(subject: Int32, cell: Int32)
        case loop(Int32)
        case capture(slot: Int32)
        case changed
    }

    var kind: Kind
    /// As written: `if`, `for`, ….
    var tag: String
    var place: Int
    /// Instructions that jump behind the block once its end is known.
    var exits: [Int] = []
    /// Instructions that jump to the next branch, or behind the block.
    var pending: [Int] = []
    /// `continue` jumps of a loop.
    var continues: [Int] = []
    /// Instructions whose failure ends the whole block.
    var guarded: [Int] = []
    /// Where an open `when` looks for its next value.
    var whenStart: Int32?
    var hasElse = false
    /// True while nothing in it prints anything but white space; then it prints nothing at all, as in Shopify.
    var isBlank = true
    /// Its own white space, to be dropped if it stays blank.
    var blankTexts: [Int] = []
}
