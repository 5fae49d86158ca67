/// What can be wrong with a row.
public enum RejectKind: String, Error, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    case wrongColumnCount = "wrong_column_count"
    case badQuotes = "bad_quotes"
    case badUTF8 = "bad_utf8"
    case badJSON = "bad_json"
    case missingID = "missing_id"
    case duplicateID = "duplicate_id"
    case unknownCustomer = "unknown_customer"
    case unknownProduct = "unknown_product"
    case unknownOrder = "unknown_order"
    case conflictingOrder = "conflicting_order"
    case badNumber = "bad_number"
    case badMoney = "bad_money"
    case ambiguousMoney = "ambiguous_money"
    case wrongCurrency = "wrong_currency"
    case badTime = "bad_time"
    case futureTime = "future_time"
    case badChoice = "bad_choice"
}

/// What is wrong with one row, and in which cell.
struct Flaw: Error, Hashable, Sendable {
    var kind: RejectKind
    /// Position of the cell in the file's header.
    var position: Int

    init(_ kind: RejectKind, at position: Int) {
        self.kind = kind
        self.position = position
    }
}

extension RejectKind {
    /// What is wrong and what to do about it.
    /// - Parameters:
    ///   - column: Header of the column.
    ///   - value: What the cell says.
    ///   - schema: What kind of file it is.
    func sentence(column: String, value: String, schema: Schema) -> (what: String, remedy: String) {
        switch self {
        case .wrongColumnCount:
            ("the row has not as many cells as the header", "put quotes around a cell that holds a comma")
        case .badQuotes:
            ("the quotes of '\(column)' do not close, or text follows them", "write a quote inside a cell twice")
        case .badUTF8: ("'\(column)' is not UTF-8", "save the file as UTF-8")
        case .badJSON: ("the line is no flat JSON object", "write one object a line, with texts and numbers as values")
        case .missingID: ("'\(column)' is empty", "give every row its \(column)")
        case .duplicateID: ("the \(schema.noun) '\(value)' is here twice", "keep one; the first was taken")
        case .unknownCustomer:
            value.isEmpty
                ? ("'\(column)' is empty", "name the customer")
                : ("there is no customer '\(value)'", "add it to the customers, or mend the id")
        case .unknownProduct:
            value.isEmpty
                ? ("'\(column)' is empty", "name the product")
                : ("there is no product '\(value)'", "add it to the products, or mend the id")
        case .unknownOrder: ("there is no order '\(value)'", "add it to the orders, or mend the id")
        case .conflictingOrder:
            (
                "the \(schema.noun) '\(value)' was another customer's before",
                "give every \(schema.noun) an id of its own"
            )
        case .badNumber: ("'\(column)' says '\(value)'", schema.numberRemedy(column))
        case .badMoney: ("'\(column)' says '\(value)'", "write an amount of at least 0, such as 12.50")
        case .ambiguousMoney:
            ("'\(column)' says '\(value)', which could be a thousand times more or less", "write it without thousands")
        case .wrongCurrency: ("'\(column)' says '\(value)', which is not the shop's currency", "convert it before")
        case .badTime: ("'\(column)' says '\(value)'", "write 2026-11-22T15:48:06Z or unix seconds")
        case .futureTime: ("'\(column)' says '\(value)', which is yet to come", "mend the time")
        case .badChoice: ("'\(column)' says '\(value)'", schema.choiceRemedy(column))
        }
    }
}
