internal import CampaignModel
internal import DKIM
internal import Foundation

extension Workspace {
    /// What signs emails by these settings; `nil` where the relay does.
    /// - Throws: `refused` where the key is missing, unreadable, too short, or open to everybody on this machine.
    func dkimSigner(_ settings: Settings) throws(PipelineError) -> DKIMSigner? {
        guard let dkim = settings.email?.dkim else { return nil }
        let (pem, place) = try privateKey(dkim.key)
        do throws(DKIMKeyError) {
            return DKIMSigner(domain: dkim.domain, selector: dkim.selector, key: try DKIMKey(pem: pem))
        } catch {
            throw .refused(
                "the DKIM key in \(place) \(error)",
                remedy: "make one with 'openssl genrsa \(DKIMKey.advisedBits)' and publish its public half"
            )
        }
    }

    /// - Returns: The key's PEM and where it was found.
    private func privateKey(_ source: DKIMSettings.KeySource) throws(PipelineError) -> (pem: String, place: String) {
        switch source {
        case .environment(let variable):
            guard let pem = ProcessInfo.processInfo.environment[variable] else {
                throw .refused(
                    "the DKIM key is not in the environment: there is no \(variable)",
                    remedy: "set it, or name a file in 'email.dkim.key_file'"
                )
            }
            return (pem, variable)
        case .file(let name):
            let file = path(name)
            let bytes = try Workspace.read(file)
            do {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int ?? 0
                if mode & 0o007 != 0 {
                    throw PipelineError.refused(
                        "everybody on this machine can read the DKIM key in \(name)",
                        remedy: "chmod 600 \(name)"
                    )
                }
            } catch let error as PipelineError {
                throw error
            } catch {
                throw .failed("cannot look at \(name): \(error.localizedDescription)", remedy: "check the file")
            }
            return (String(decoding: bytes, as: UTF8.self), name)
        }
    }
}
