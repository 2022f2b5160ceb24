/* What gcc's -fsanitize-coverage=trace-pc calls at each edge: how often each was passed, for fuzz_lane.py. */
#include <stdint.h>

unsigned char coverage_map[1 << 12];

void
__sanitizer_cov_trace_pc(void)
{
    uintptr_t at = (uintptr_t)__builtin_return_address(0);
    unsigned char *edge = &coverage_map[(at ^ at >> 12) & (sizeof coverage_map - 1)];
    if (*edge < 255)
        ++*edge;
}
