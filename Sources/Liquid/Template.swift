public import Diagnostics
public import JSON

/// How what `{{ … }}` prints is made safe for where it goes.
public enum Escaping: Sendable {
    /// `& < > " '` become entities, and links may not carry scripts.
    case html
    case none
}

public struct TemplateOptions: Sendable {
    public enum Undefined: Sendable {
        /// A name or key that is nowhere fails the render, unless `default` follows it.
        case error
        /// It is nil, and an unknown filter passes its input on.
        case empty
    }

    public enum Errors: Sendable {
        /// The render ends with a ``RenderError``.
        case fail
        /// `Liquid error (line 3): …` is printed in the place of what failed, in Shopify's words, and rendering goes on.
        /// Limits fail all the same.
        case print
    }

    public enum Grammar: Sendable {
        /// Shopify/liquid 5.13's `strict2`.
        case strict2
        /// Also takes names in bare brackets, `{{ ['a b'] }}`, and of digits only, `{% assign 1 = 2 %}`, as its `strict`.
        case strict
    }

    public var escaping: Escaping
    /// What an absent name or key means. As with Shopify's `strict_variables`, `.error` holds in conditions too.
    public var undefined = Undefined.error
    public var errors = Errors.fail
    public var grammar = Grammar.strict2
    /// `money` takes cents (as in Shopify), or whole units (as in Braze) where this is false.
    public var minorUnitMoney = true

    public init(
        escaping: Escaping,
        undefined: Undefined = .error,
        errors: Errors = .fail,
        grammar: Grammar = .strict2,
        minorUnitMoney: Bool = true
    ) {
        self.escaping = escaping
        self.undefined = undefined
        self.errors = errors
        self.grammar = grammar
        self.minorUnitMoney = minorUnitMoney
    }
}

public struct TemplateSource: Sendable {
    /// Path for findings, as the marketer would type it.
    public var file: String
    /// UTF-8.
    public var text: [UInt8]

    public init(file: String, text: [UInt8]) {
        self.file = file
        self.text = text
    }

    public init(file: String, text: String) {
        self.init(file: file, text: Array(text.utf8))
    }
}

/// Everything that is wrong in a template and the partials it uses.
public struct TemplateError: Error, Sendable {
    public var diagnostics: [Diagnostic]
    /// The same findings as Shopify/liquid words them, to look them up by; empty where there are none.
    public var shopifyMessages: [String]

    public init(diagnostics: [Diagnostic], shopifyMessages: [String] = []) {
        self.diagnostics = diagnostics
        self.shopifyMessages = shopifyMessages
    }
}

extension TemplateError: CustomStringConvertible {
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// A Liquid template, compiled once and rendered for many. Grammar: Shopify/liquid 5.13, strict2.
public struct Template: Sendable {
    let program: Program
    /// Where the `raw` filter switches escaping off.
    public let rawUses: [SourceLocation]
    /// The partials that the template uses, by name, directly or through other partials.
    public let partialNames: [String]

    /// - Parameter partials: By the name that `{% render 'name' %}` uses. Only those in use are compiled.
    /// - Throws: All findings up to 100, template first, then partials.
    public init(
        _ source: TemplateSource,
        partials: [String: TemplateSource] = [:],
        options: TemplateOptions
    ) throws(TemplateError) {
        var compiler = Compiler(partials: partials, options: options)
        compiler.compile(source)
        guard compiler.diagnostics.isEmpty else {
            throw TemplateError(diagnostics: compiler.diagnostics, shopifyMessages: compiler.shopifyMessages)
        }
        program = compiler.program
        rawUses = compiler.rawUses.map { [program] in program.location($0) }
        partialNames = partials.keys.filter { compiler.partialNames.contains(Compiler.plainName($0)) }.sorted()
    }

    /// Appends the rendered template to `output`.
    ///
    /// - Parameters:
    ///   - scopes: JSON objects, searched first to last after the template's own variables.
    ///   - globals: The positions in `scopes` that `{% render %}`, otherwise isolated, still sees.
    ///   - scratch: Working memory; pass the same one again so that nothing is allocated per message.
    /// - Throws: ``RenderError``; then `output` is as it was.
    public func render(
        _ scopes: [JSONDocument],
        globals: Set<Int> = [],
        environment: RenderEnvironment,
        limits: RenderLimits = .standard,
        scratch: inout RenderScratch,
        into output: inout [UInt8]
    ) throws(RenderError) {
        var memory = scratch.take()
        memory.prepare(for: program.view)
        var renderer = Renderer(
            program: program.view,
            scopes: scopes.span,
            globals: globals,
            environment: environment,
            limits: limits,
            memory: consume memory,
            output: output.take()
        )
        let failure = renderer.run()
        scratch.give(&renderer.memory)
        output = renderer.output.take()
        if let failure { throw failure }
    }

    /// Appends the rendered template to `output`, with working memory of its own.
    public func render(
        _ scopes: [JSONDocument],
        globals: Set<Int> = [],
        environment: RenderEnvironment,
        limits: RenderLimits = .standard,
        into output: inout [UInt8]
    ) throws(RenderError) {
        var scratch = RenderScratch()
        try render(
            scopes,
            globals: globals,
            environment: environment,
            limits: limits,
            scratch: &scratch,
            into: &output
        )
    }
}
