/* The load generator: one thread, epoll, a Socket.IO client over WebSocket that does no more than it must.
 *
 *   load <port> <mode> <connections> <seconds> <server pid> [key=value ...]
 *
 * modes   fanout   connection 0 asks for an event to all, and again when all have it (burst=K asks K at a time)
 *         ack      every connection asks for an answer, and again when it has it
 *         connect  connects and leaves again, `connections` at a time
 *         hold     connects, says so, waits for a line on stdin, counts the server's CPU for <seconds>, and leaves
 *         slow     fanout at a fixed rate=R beside stalled=M clients that never read
 * keys    burst, rate, stalled, deflate=1 (offer it, as browsers do), auth=TEXT (the CONNECT's payload)
 *
 * Prints one JSON object: done (deliveries, answers, connects), seconds, server_cpu and own_cpu (seconds, while it was
 * measured), server_cpu_total (since its start), p50 and p99 (ms).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, HANDSHAKE, OPENING, JOINING, READY, GONE };

struct conn {
    int fd, state, stalled;
    int matched;                   /* of the four bytes that end the handshake's head */
    unsigned char head[10];        /* of the frame that is coming in */
    int head_size;
    unsigned long left;            /* of its payload */
    int in_payload, seen;
    char first[4];                 /* of its payload */
    long heard;                    /* events or answers */
};

static int port, total, burst = 1, rate = 100, stalled, deflate, ep;
static long server_pid, done, ready;
static const char *mode, *auth = "";
static double seconds;
static struct conn *conns;
static double *sent_at, *latencies;
static long sent, kept, room;
static char buffer[1 << 18];
static char request[4096];
static int request_size;

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

/* The scheduler's own count in nanoseconds: /proc/<pid>/stat has only hundredths of a second. */
static double server_cpu(void) {
    char path[64];
    unsigned long long spent = 0;
    snprintf(path, sizeof path, "/proc/%ld/schedstat", server_pid);
    FILE *f = fopen(path, "r");
    if (f) {
        if (fscanf(f, "%llu", &spent) != 1) spent = 0;
        fclose(f);
    }
    return spent / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void make_request(void) {
    request_size = snprintf(request, sizeof request,
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\n"
        "Pragma: no-cache\r\nCache-Control: no-cache\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
        "Upgrade: websocket\r\nOrigin: http://127.0.0.1:%d\r\nSec-WebSocket-Version: 13\r\n"
        "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9,de;q=0.8\r\n"
        "Cookie: roomtone_token=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.%0*d.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
        port, port, 200, 0, deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "");
}

static void send_text(struct conn *c, const char *text, int size) {
    unsigned char frame[1024];
    int head = 0;
    frame[head++] = 0x81;
    if (size < 126) {
        frame[head++] = 0x80 | size;
    } else {
        frame[head++] = 0x80 | 126;
        frame[head++] = size >> 8;
        frame[head++] = size & 255;
    }
    memset(frame + head, 0, 4); /* a mask of zeroes is a mask */
    head += 4;
    memcpy(frame + head, text, size);
    if (send(c->fd, frame, head + size, MSG_NOSIGNAL) != head + size) fail("send");
}

static void connect_one(struct conn *c) {
    int one = 1, was_stalled = c->stalled;
    memset(c, 0, sizeof *c);
    c->stalled = was_stalled;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) fail("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (c->stalled) {
        int small = 16384;
        setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS) fail("connect");
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    if (epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e) < 0) fail("epoll_ctl");
    c->state = CONNECTING;
}

static void leave(struct conn *c) {
    struct linger hard = {1, 0}; /* no TIME_WAIT: the ports are needed again */
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(c->fd);
    c->state = GONE;
}

static void ask_all(void) {
    static const char event[] = "42[\"fan\"]";
    unsigned char frames[64 * 16];
    int size = 0, text = sizeof event - 1;
    for (int i = 0; i < burst; i++) {
        frames[size++] = 0x81;
        frames[size++] = 0x80 | text;
        memset(frames + size, 0, 4);
        memcpy(frames + size + 4, event, text);
        size += 4 + text;
    }
    if (send(conns[0].fd, frames, size, MSG_NOSIGNAL) != size) fail("send");
}

static void ask_answer(struct conn *c) {
    static const char event[] =
        "421[\"echo\",{\"session_id\":\"6f1c9a52-5df0-4d0e-9a53-0c3b5a1f7f11\",\"note\":\"what just happened\",\"n\":12345}]";
    send_text(c, event, sizeof event - 1);
}

static void kept_latency(struct conn *c) {
    if (c->heard < sent && kept < room) latencies[kept++] = (now() - sent_at[c->heard]) * 1000;
}

static void message(struct conn *c) {
    char *f = c->first;
    if (f[0] == '2' && c->seen == 1) { send_text(c, "3", 1); return; }
    if (f[0] == '0') {
        char join[1024];
        int size = snprintf(join, sizeof join, "40%s", auth);
        send_text(c, join, size);
        c->state = JOINING;
        return;
    }
    if (f[0] != '4') return;
    if (f[1] == '0') {
        c->state = READY;
        ready++;
        if (!strcmp(mode, "connect")) { done++; leave(c); connect_one(c); }
        return;
    }
    if (f[1] == '4') { fprintf(stderr, "load: refused\n"); exit(1); }
    if (f[1] == '2' || f[1] == '3') {
        if (latencies) kept_latency(c);
        c->heard++;
        done++;
        if (f[1] == '3') ask_answer(c);
    }
}

/* Frames as they come, without keeping more than their first four bytes. */
static void frames(struct conn *c, unsigned char *p, long size) {
    while (size > 0 && c->state >= OPENING && c->state <= READY) {
        if (!c->in_payload) {
            c->head[c->head_size++] = *p++;
            size--;
            if (c->head_size < 2) continue;
            int length = c->head[1] & 127, need = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (c->head_size < need) continue;
            c->left = length;
            if (need > 2) {
                c->left = 0;
                for (int i = 2; i < need; i++) c->left = c->left << 8 | c->head[i];
            }
            if ((c->head[0] & 15) == 8) { fprintf(stderr, "load: closed by the server\n"); if (!c->stalled) exit(1); }
            c->in_payload = 1;
            c->seen = 0;
            c->head_size = 0;
        }
        unsigned long take = c->left < (unsigned long)size ? c->left : (unsigned long)size;
        for (unsigned long i = 0; i < take && c->seen < 4; i++) c->first[c->seen++] = p[i];
        p += take;
        size -= take;
        c->left -= take;
        if (!c->left) {
            int fd = c->fd;
            c->in_payload = 0;
            message(c);
            if (c->fd != fd) return; /* it left and came again */
        }
    }
}

static void readable(struct conn *c) {
    if (c->stalled && c->state == READY) return;
    int fd = c->fd;
    for (;;) {
        long size = recv(fd, buffer, sizeof buffer, 0);
        if (size < 0) {
            if (errno == EAGAIN) return;
            fail("recv");
        }
        if (size == 0) {
            if (c->stalled) { leave(c); return; }
            fprintf(stderr, "load: the server hung up in state %d\n", c->state);
            exit(1);
        }
        unsigned char *p = (unsigned char *)buffer;
        if (c->state == HANDSHAKE) {
            if (c->matched == 0 && memcmp(p, "HTTP/1.1 101", 12)) { fprintf(stderr, "load: %.*s\n", 200, p); exit(1); }
            while (size > 0 && c->matched < 4) {
                c->matched = *p == "\r\n\r\n"[c->matched] ? c->matched + 1 : *p == '\r';
                p++;
                size--;
            }
            if (c->matched < 4) return;
            c->state = OPENING;
        }
        frames(c, p, size);
        if (c->fd != fd || c->state == GONE) return;
        if (size < (long)sizeof buffer) return;
    }
}

static void wait_once(int timeout) {
    struct epoll_event events[512];
    int count = epoll_wait(ep, events, 512, timeout);
    for (int i = 0; i < count; i++) {
        struct conn *c = events[i].data.ptr;
        if (c->state == CONNECTING && events[i].events & (EPOLLOUT | EPOLLERR)) {
            struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
            epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
            if (send(c->fd, request, request_size, MSG_NOSIGNAL) != request_size) fail("handshake");
            c->state = HANDSHAKE;
        } else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            if (c->stalled && c->state == READY && events[i].events & (EPOLLHUP | EPOLLERR)) leave(c);
            else if (c->stalled && c->state == READY) epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
            else readable(c);
        }
    }
}

/* At most 200 at a time, so that no accept queue overflows. */
static void connect_all(void) {
    double limit = now() + 300;
    for (int i = 0; i < total; i++) {
        while (i - ready >= 200) {
            wait_once(1000);
            if (now() > limit) fail("the server does not take the connections");
        }
        connect_one(&conns[i]);
    }
    while (ready < total) {
        wait_once(1000);
        if (now() > limit) fail("the server does not take the connections");
    }
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void report(double started, double cpu, double own) {
    double p50 = 0, p99 = 0;
    if (kept) {
        qsort(latencies, kept, sizeof *latencies, by_size);
        p50 = latencies[kept / 2];
        p99 = latencies[kept * 99 / 100];
    }
    double spent = server_cpu();
    printf("{\"done\": %ld, \"seconds\": %.6f, \"server_cpu\": %.6f, \"server_cpu_total\": %.6f, \"own_cpu\": %.6f, "
           "\"p50\": %.3f, \"p99\": %.3f}\n", done, now() - started, spent - cpu, spent, own_cpu() - own, p50, p99);
    fflush(stdout);
}

static void run_fanout(double until) {
    while (now() < until) {
        long goal = done + (long)total * burst;
        ask_all();
        while (done < goal) wait_once(5000);
    }
}

static void run_slow(double until) {
    long good = total - stalled;
    double next = now();
    room = (long)(seconds * rate + 2) * good;
    latencies = malloc(room * sizeof *latencies);
    sent_at = malloc((long)(seconds * rate + 2) * sizeof *sent_at);
    for (int i = 0; i < total; i++) conns[i].heard = 0;
    while (now() < until) {
        if (now() >= next) {
            sent_at[sent++] = now();
            ask_all();
            next += 1.0 / rate;
        }
        double pause = (next - now()) * 1000;
        wait_once(pause > 0 ? (int)pause : 0);
    }
    double limit = now() + 20;
    while (done < sent * good && now() < limit) wait_once(100);
    if (done < sent * good) { fprintf(stderr, "load: %ld of %ld deliveries\n", done, sent * good); exit(1); }
}

int main(int count, char **args) {
    if (count < 6) { fprintf(stderr, "load <port> <mode> <connections> <seconds> <server pid> [key=value ...]\n"); return 2; }
    port = atoi(args[1]);
    mode = args[2];
    total = atoi(args[3]);
    seconds = atof(args[4]);
    server_pid = atol(args[5]);
    for (int i = 6; i < count; i++) {
        if (!strncmp(args[i], "burst=", 6)) burst = atoi(args[i] + 6);
        else if (!strncmp(args[i], "rate=", 5)) rate = atoi(args[i] + 5);
        else if (!strncmp(args[i], "stalled=", 8)) stalled = atoi(args[i] + 8);
        else if (!strncmp(args[i], "deflate=", 8)) deflate = atoi(args[i] + 8);
        else if (!strncmp(args[i], "auth=", 5)) auth = args[i] + 5;
        else { fprintf(stderr, "load: what is %s?\n", args[i]); return 2; }
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    make_request();
    ep = epoll_create1(0);
    total += stalled;
    conns = calloc(total, sizeof *conns);
    for (int i = total - stalled; i < total; i++) conns[i].stalled = 1;
    if (strcmp(mode, "connect")) connect_all();
    else for (int i = 0; i < total; i++) connect_one(&conns[i]);
    if (!strcmp(mode, "hold")) {
        char line[16];
        printf("ready\n");
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) return 1;
    }
    if (!strcmp(mode, "fanout")) run_fanout(now() + 0.3); /* warm */
    if (!strcmp(mode, "ack") || !strcmp(mode, "connect")) {
        if (!strcmp(mode, "ack")) for (int i = 0; i < total; i++) ask_answer(&conns[i]);
        for (double until = now() + 0.3; now() < until;) wait_once(10);
    }
    done = 0;
    double started = now(), cpu = server_cpu(), own = own_cpu();
    if (!strcmp(mode, "fanout")) run_fanout(started + seconds);
    else if (!strcmp(mode, "slow")) run_slow(started + seconds);
    else while (now() < started + seconds) wait_once(10);
    report(started, cpu, own);
    if (!strcmp(mode, "hold")) {
        for (int i = 0; i < total; i++) leave(&conns[i]);
        char line[16];
        printf("left\n");
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) return 1;
    }
    return 0;
}
