/* Preloaded into a process, this gives it a bad disk and a clock that steps: every sync waits SLOW_DISK_MS before it
   begins, with a file SLOW_DISK only while that exists; while the file FULL_DISK exists, nothing more fits into an
   append-only file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void wait_first(void) {
  const char *told = getenv("SLOW_DISK_MS"), *flag = getenv("SLOW_DISK");
  if (flag && access(flag, F_OK)) return;
  long ms = told ? atol(told) : 0;
  struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&pause, NULL);
}

int fsync(int fd) {
  wait_first();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
  wait_first();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

static int is_full(int fd) {
  const char *flag = getenv("FULL_DISK");
  char link[32], path[4096];
  if (!flag || access(flag, F_OK)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  return length > 4 && !memcmp(path + length - 4, ".aof", 4);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  static ssize_t (*next)(int, const void *, size_t);
  if (!next) next = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (!is_full(fd)) return next(fd, bytes, count);
  errno = ENOSPC;
  return -1;
}

/* The file CLOCK_STEP has how many seconds the wall clock is ahead, as eight bytes; the steady clock is not touched. */
static const volatile long long *step;

__attribute__((constructor)) static void map_step(void) {
  const char *path = getenv("CLOCK_STEP");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, fd, 0);
  if (mapped != MAP_FAILED) step = mapped;
  close(fd);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  long failed = syscall(SYS_clock_gettime, clock, now);
  if (!failed && step && clock == CLOCK_REALTIME) now->tv_sec += *step;
  return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec precise;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &precise)) return -1;
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec precise;
  if (clock_gettime(CLOCK_REALTIME, &precise)) return -1;
  if (out) *out = precise.tv_sec;
  return precise.tv_sec;
}
