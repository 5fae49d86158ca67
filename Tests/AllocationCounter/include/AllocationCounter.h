#pragma once

/// Blocks of memory that the calling thread has asked for since it began.
long allocations_of_this_thread(void);
