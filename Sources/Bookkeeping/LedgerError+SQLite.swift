internal import GRDB
internal import SQLite

extension LedgerError {
    /// What an error thrown inside a transaction means for the ledger at `path`.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as LedgerError: self = error
        case let error as DatabaseError: self.init(sqlite: error, path: path)
        case let error as SQLiteError:
            let code = ResultCode(rawValue: error.code)
            self.init(sqlite: DatabaseError(resultCode: code, message: error.message), path: path)
        default: self = .database(path: path, code: 0, why: "\(error)")
        }
    }

    /// Related SQLite documentation: <https://www.sqlite.org/rescode.html>
    private init(sqlite error: DatabaseError, path: String) {
        let why = error.message ?? "\(error.resultCode)"
        // Where the disk is full, WAL's shared memory cannot grow either, which SQLite calls an I/O error.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            self = .diskFull(path: path)
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notALedger(path: path)
        case .SQLITE_CORRUPT: self = .damaged(path: path, why: why)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen(path: path, why: why)
        default: self = .database(path: path, code: Int(error.extendedResultCode.rawValue), why: why)
        }
    }
}
