/* People who edit jams: one thread, epoll, clients over WebSocket who do what they are told and keep what they must.
 *
 *   editors <port> <plan> <out> <rate> <warm edits> <pid> [<pid> ...]
 *
 * The plan (bench/editors.py writes it) knows the servers' languages, this file does not. It is numbers (four bytes,
 * little-endian) and texts (a number and so many bytes):
 *
 *   the handshake, the ping's payload, the frame that answers it, the mark in front of an edit's eight digits;
 *   how many editors, and for each: the frame sent first (or nothing), a number of steps, for each step the payload's
 *   beginning that is waited for and the frame that answers it (the last one's answer is nothing), and the beginning of
 *   the payload that acknowledges an edit;
 *   how many edits, and for each: whose, how many will receive it, its frame.
 *
 * Edits leave at a steady rate whatever comes back. Into <out> goes a pair of numbers for each delivery: the edit, and the
 * microseconds since it was sent. Prints one JSON object: received, expected and acks of all edits; seconds, own_cpu and the
 * CPU of each pid (seconds) from the first edit after the warm ones on.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct text { const unsigned char *at; uint32_t size; };
struct step { struct text wait, answer; };

struct editor {
    int fd, is_open, is_ready;
    uint32_t steps, step;
    struct text hello, ack;
    struct step *plan;
    unsigned char *kept;           /* what came of a frame that is not whole yet */
    size_t size, room;
};

struct edit { uint32_t editor, receivers; struct text frame; };

static struct text handshake, ping, pong, mark;
static struct editor *editors;
static struct edit *edits;
static uint32_t editor_count, edit_count, ready, sent;
static double *sent_at;
static uint64_t received;
static long acks;
static int ep;
static FILE *out;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* Of all its threads; /proc/<pid>/schedstat is the first one's. */
static double cpu_of(const char *pid) {
    char path[300];
    unsigned long long all = 0, spent;
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *threads = opendir(path);
    if (!threads) return 0;
    for (struct dirent *one; (one = readdir(threads));) {
        if (one->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%s/task/%.16s/schedstat", pid, one->d_name);
        FILE *f = fopen(path, "r");
        if (!f) continue;
        if (fscanf(f, "%llu", &spent) == 1) all += spent;
        fclose(f);
    }
    closedir(threads);
    return all / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "editors: %s: %s\n", what, errno ? strerror(errno) : "");
    exit(1);
}

/* --- the plan --- */

static const unsigned char *next, *end;

static uint32_t number(void) {
    uint32_t value;
    if (end - next < 4) fail("the plan is too short");
    memcpy(&value, next, 4);
    next += 4;
    return value;
}

static struct text text(void) {
    struct text found = {.size = number()};
    if ((size_t)(end - next) < found.size) fail("the plan is too short");
    found.at = next;
    next += found.size;
    return found;
}

static void read_plan(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) fail(path);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    unsigned char *bytes = malloc(size);
    if (fread(bytes, 1, size, f) != (size_t)size) fail(path);
    fclose(f);
    next = bytes;
    end = bytes + size;
    handshake = text(), ping = text(), pong = text(), mark = text();
    editor_count = number();
    editors = calloc(editor_count, sizeof *editors);
    for (uint32_t i = 0; i < editor_count; i++) {
        struct editor *e = &editors[i];
        e->hello = text();
        e->steps = number();
        e->plan = calloc(e->steps, sizeof *e->plan);
        for (uint32_t k = 0; k < e->steps; k++) e->plan[k].wait = text(), e->plan[k].answer = text();
        e->ack = text();
    }
    edit_count = number();
    edits = calloc(edit_count, sizeof *edits);
    sent_at = calloc(edit_count, sizeof *sent_at);
    for (uint32_t i = 0; i < edit_count; i++) {
        edits[i].editor = number(), edits[i].receivers = number();
        edits[i].frame = text();
    }
}

/* --- talking --- */

static void say(struct editor *e, struct text what) {
    if (what.size && send(e->fd, what.at, what.size, MSG_NOSIGNAL) != what.size) fail("send");
}

static int begins(const unsigned char *at, size_t size, struct text with) {
    return size >= with.size && !memcmp(at, with.at, with.size);
}

static void hear(struct editor *e, const unsigned char *at, size_t size) {
    if (ping.size && size == ping.size && begins(at, size, ping)) { say(e, pong); return; }
    if (!e->is_ready) {
        if (!begins(at, size, e->plan[e->step].wait)) return;
        say(e, e->plan[e->step].answer);
        if (++e->step == e->steps) e->is_ready = 1, ready++;
        return;
    }
    if (begins(at, size, e->ack)) { acks++; return; }
    const unsigned char *found = memmem(at, size, mark.at, mark.size);
    if (!found || found + mark.size + 8 > at + size) return;
    uint32_t edit = strtoul((char[9]){found[mark.size], found[mark.size + 1], found[mark.size + 2], found[mark.size + 3],
        found[mark.size + 4], found[mark.size + 5], found[mark.size + 6], found[mark.size + 7], 0}, NULL, 10);
    if (edit >= sent) return;
    uint32_t pair[2] = {edit, (uint32_t)((now() - sent_at[edit]) * 1e6)};
    fwrite(pair, sizeof pair, 1, out);
    received++;
}

/* Takes whole frames from what was kept; answers how much of it they were. */
static size_t frames(struct editor *e, const unsigned char *at, size_t size) {
    size_t used = 0;
    while (size - used >= 2) {
        const unsigned char *f = at + used;
        size_t left = size - used, head = 2, length = f[1] & 127;
        if (length == 126) head = 4;
        else if (length == 127) head = 10;
        if (left < head) break;
        if (head > 2) {
            length = 0;
            for (size_t i = 2; i < head; i++) length = length << 8 | f[i];
        }
        if (left < head + length) break;
        if ((f[0] & 15) == 8) fail("a server has closed a connection");
        hear(e, f + head, length);
        used += head + length;
    }
    return used;
}

static void readable(struct editor *e) {
    static unsigned char fresh[1 << 18];
    errno = 0;
    ssize_t count = recv(e->fd, fresh, sizeof fresh, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) fail("a connection is gone");
    unsigned char *at = fresh;
    size_t size = count;
    if (e->size) {
        if (e->size + size > e->room) e->kept = realloc(e->kept, e->room = 2 * (e->size + size));
        memcpy(e->kept + e->size, fresh, size);
        at = e->kept, size += e->size;
    }
    size_t used = 0;
    if (!e->is_open) {
        unsigned char *stop = memmem(at, size, "\r\n\r\n", 4);
        if (stop) {
            if (size < 12 || memcmp(at, "HTTP/1.1 101", 12)) fail("refused");
            e->is_open = 1;
            used = stop + 4 - at;
            say(e, e->hello);
        }
    }
    if (e->is_open) used += frames(e, at + used, size - used);
    size_t left = size - used;
    if (left > e->room) e->kept = realloc(e->kept, e->room = 2 * left);
    if (left) memmove(e->kept, at + used, left);
    e->size = left;
}

static void wait_for(double seconds) {
    struct epoll_event events[512];
    if (seconds < 0) seconds = 0;
    struct timespec pause = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
    int count = epoll_pwait2(ep, events, 512, &pause, NULL);
    for (int i = 0; i < count; i++) readable(events[i].data.ptr);
}

static void join(struct editor *e, int port) {
    int one = 1;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    e->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(e->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(e->fd, (struct sockaddr *)&a, sizeof a) < 0) fail("connect");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = e};
    epoll_ctl(ep, EPOLL_CTL_ADD, e->fd, &event);
    say(e, handshake);
}

int main(int count, char **args) {
    if (count < 7) { fprintf(stderr, "editors <port> <plan> <out> <rate> <warm edits> <pid> [<pid> ...]\n"); return 2; }
    int port = atoi(args[1]), pids = count - 6;
    double rate = atof(args[4]);
    uint32_t warm = atol(args[5]);
    read_plan(args[2]);
    out = fopen(args[3], "wb");
    if (!out) fail(args[3]);
    setvbuf(out, NULL, _IOFBF, 1 << 20);
    ep = epoll_create1(0);
    for (uint32_t i = 0; i < editor_count; i++) { /* one after the other: joining is not what is measured */
        join(&editors[i], port);
        for (double until = now() + 30; ready <= i;) {
            if (now() > until) fail("somebody cannot join");
            wait_for(1);
        }
    }
    uint64_t expected = 0;
    double start = now(), from = start, own = own_cpu(), cpu[16] = {0};
    while (sent < edit_count) {
        double due = start + sent / rate;
        if (now() >= due) {
            if (sent == warm) {
                from = now(), own = own_cpu();
                for (int i = 0; i < pids; i++) cpu[i] = cpu_of(args[6 + i]);
            }
            struct edit *edit = &edits[sent];
            expected += edit->receivers;
            sent_at[sent++] = now();
            say(&editors[edit->editor], edit->frame);
        } else {
            wait_for(due - now());
        }
    }
    for (double until = now() + 30; (received < expected || acks < edit_count) && now() < until;) wait_for(0.1);
    printf("{\"received\": %lu, \"expected\": %lu, \"acks\": %ld, \"seconds\": %.6f, \"own_cpu\": %.6f, \"cpu\": [", received,
           expected, acks, now() - from, own_cpu() - own);
    for (int i = 0; i < pids; i++) printf("%s%.6f", i ? ", " : "", cpu_of(args[6 + i]) - cpu[i]);
    printf("]}\n");
    return fclose(out) ? 1 : 0;
}
