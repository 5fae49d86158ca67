internal import CLibxml2

/// A place in a page's tree; good only as long as the page is alive, so it stays in this module.
@safe
struct HTMLNode {
    private let pointer: xmlNodePtr

    @unsafe
    init(_ pointer: xmlNodePtr) { unsafe self.pointer = pointer }

    /// The element's name in lower case; `nil` for text, comments and the like.
    var elementName: String? {
        guard unsafe pointer.pointee.type == XML_ELEMENT_NODE, let name = unsafe pointer.pointee.name else {
            return nil
        }
        return unsafe String(cString: name)
    }

    /// The characters of a text node; `nil` for everything else.
    var text: String? {
        let type = unsafe pointer.pointee.type
        guard type == XML_TEXT_NODE || type == XML_CDATA_SECTION_NODE, let content = unsafe pointer.pointee.content
        else { return nil }
        return unsafe String(cString: content)
    }

    /// Line in the source where the start tag ends, counted from 1; 65,535 stands for all after it.
    var line: Int { Int(unsafe xmlGetLineNo(pointer)) }

    /// The value of an attribute, entities resolved; empty where it is there without a value, `nil` where it is not.
    func attribute(_ name: String) -> String? {
        guard unsafe xmlHasProp(pointer, name) != nil else { return nil }
        guard let value = unsafe xmlGetProp(pointer, name) else { return "" }
        defer { unsafe cxml_free(value) }
        return unsafe String(cString: value)
    }

    /// All attributes of an element, as ``attribute(_:)`` gives them; of one written twice the first.
    var attributes: [String: String] {
        var values: [String: String] = [:]
        guard unsafe pointer.pointee.type == XML_ELEMENT_NODE else { return values }
        var next = unsafe pointer.pointee.properties
        while let attribute = unsafe next {
            if let bytes = unsafe attribute.pointee.name {
                let name = unsafe String(cString: bytes)
                values[name] = self.attribute(name)
            }
            unsafe next = attribute.pointee.next
        }
        return values
    }

    /// What the node stands in; `nil` for the outermost element.
    var parent: HTMLNode? {
        guard let parent = unsafe pointer.pointee.parent, unsafe parent.pointee.type == XML_ELEMENT_NODE else {
            return nil
        }
        return unsafe HTMLNode(parent)
    }

    /// Visits this node and everything below it in document order, without recursion.
    /// - Parameter enter: Called with each node; `false` passes over what is below it.
    /// - Parameter leave: Called with each node that was entered, after what is below it.
    func walk(_ enter: (HTMLNode) -> Bool, leave: (HTMLNode) -> Void = { _ in }) {
        var node = unsafe pointer
        while true {
            let here = unsafe HTMLNode(node)
            if enter(here) {
                if unsafe node.pointee.type == XML_ELEMENT_NODE, let child = unsafe node.pointee.children {
                    unsafe node = child
                    continue
                }
                leave(here)
            }
            while true {
                if unsafe node == pointer { return }
                if let next = unsafe node.pointee.next {
                    unsafe node = next
                    break
                }
                guard let parent = unsafe node.pointee.parent else { return }
                unsafe node = parent
                leave(unsafe HTMLNode(node))
            }
        }
    }

    /// Calls `body` with every element from here on in document order.
    func forEachElement(_ body: (HTMLNode, _ name: String) -> Void) {
        walk { node in
            if let name = node.elementName { body(node, name) }
            return true
        }
    }
}
