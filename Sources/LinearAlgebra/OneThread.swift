internal import COpenBLAS

/// OpenBLAS works on one thread a call: our workers call it side by side, and no sum's order hangs on the machine's cores.
let oneThread: Void = openblas_set_num_threads(1)
