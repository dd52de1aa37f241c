/* A disk that fails: the Nth write below a folder, and every later one, ends with an error of one's choice. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long count = 0;

static int fails_at(const char *path) {
  const char *folder = getenv("FAILING_DISK_FOLDER");
  const char *first = getenv("FAILING_DISK_FIRST");
  if (!folder || !first || strncmp(path, folder, strlen(folder)) != 0) return 0;
  if (__sync_add_and_fetch(&count, 1) < atol(first)) return 0;
  errno = atoi(getenv("FAILING_DISK_ERROR"));
  return 1;
}

static int fails(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return fails_at(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t size) {
  return fails(file) ? -1 : REAL(write)(file, bytes, size);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
  return fails(file) ? -1 : REAL(pwrite)(file, bytes, size, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
  return fails(file) ? -1 : REAL(pwrite64)(file, bytes, size, at);
}
int fsync(int file) { return fails(file) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return fails(file) ? -1 : REAL(fdatasync)(file); }
int ftruncate(int file, off_t size) { return fails(file) ? -1 : REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { return fails(file) ? -1 : REAL(ftruncate64)(file, size); }
ssize_t writev(int file, const struct iovec *parts, int number) {
  return fails(file) ? -1 : REAL(writev)(file, parts, number);
}
ssize_t pwritev(int file, const struct iovec *parts, int number, off_t at) {
  return fails(file) ? -1 : REAL(pwritev)(file, parts, number, at);
}
ssize_t copy_file_range(int from, off64_t *begin, int file, off64_t *at, size_t size, unsigned flags) {
  return fails(file) ? -1 : REAL(copy_file_range)(from, begin, file, at, size, flags);
}
ssize_t sendfile(int file, int from, off_t *begin, size_t size) {
  return fails(file) ? -1 : REAL(sendfile)(file, from, begin, size);
}
int mkdir(const char *path, mode_t mode) { return fails_at(path) ? -1 : REAL(mkdir)(path, mode); }
int link(const char *from, const char *path) { return fails_at(path) ? -1 : REAL(link)(from, path); }
int rename(const char *from, const char *path) { return fails_at(path) ? -1 : REAL(rename)(from, path); }
