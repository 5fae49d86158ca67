/// Finds a local minimum of a function of a few variables without its derivatives; the same for the same input.
///
/// Source: Nelder, Mead, "A simplex method for function minimization", 1965; coefficients 1, 2, 1/2, 1/2.
func minimum(
    from start: [Double],
    step: Double = 0.5,
    maximumSteps: Int = 300,
    tolerance: Double = 1e-8,
    of value: ([Double]) -> Double
) -> [Double] {
    let size = start.count
    var corners = [(at: start, value: value(start))]
    for axis in 0..<size {
        var corner = start
        corner[axis] += step
        corners.append((corner, value(corner)))
    }
    for _ in 0..<maximumSteps {
        corners.sort { $0.value < $1.value }
        if corners[size].value - corners[0].value < tolerance { break }
        let middle = (0..<size).map { axis in
            corners.prefix(size).reduce(0) { $0 + $1.at[axis] } / Double(size)
        }
        /// The worst corner moved through the middle: 1 mirrors it, 2 goes beyond, -1/2 comes closer.
        func moved(_ factor: Double) -> (at: [Double], value: Double) {
            let at = (0..<size).map { middle[$0] + factor * (middle[$0] - corners[size].at[$0]) }
            return (at, value(at))
        }
        let mirrored = moved(1)
        if mirrored.value < corners[0].value {
            let beyond = moved(2)
            corners[size] = beyond.value < mirrored.value ? beyond : mirrored
        } else if mirrored.value < corners[size - 1].value {
            corners[size] = mirrored
        } else {
            let closer = mirrored.value < corners[size].value ? moved(0.5) : moved(-0.5)
            if closer.value < min(mirrored.value, corners[size].value) {
                corners[size] = closer
            } else {
                for index in 1...size {
                    let at = (0..<size).map { (corners[0].at[$0] + corners[index].at[$0]) / 2 }
                    corners[index] = (at, value(at))
                }
            }
        }
    }
    return corners.min { $0.value < $1.value }?.at ?? start
}
