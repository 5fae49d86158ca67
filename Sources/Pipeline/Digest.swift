internal import Crypto

/// SHA-256 in hexadecimal: by it the ledger keeps a text, and a change of an input shows.
func digest(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}
