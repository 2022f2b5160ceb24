#define _GNU_SOURCE
#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct options options = {.at_once = 200, .join = "", .mark = ""};
long ready, marks;
static int ep, request_size;
static char buffer[1 << 18], request[4096];

double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

void start_clients(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    ep = epoll_create1(0);
    /* What a browser sends. */
    request_size = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\n"
        "Pragma: no-cache\r\nCache-Control: no-cache\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
        "Upgrade: websocket\r\nOrigin: http://127.0.0.1:%d\r\nSec-WebSocket-Version: 13\r\n"
        "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9,de;q=0.8\r\n"
        "Cookie: roomtone_token=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.%0*d.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
        options.centrifugo ? "/connection/websocket" : "/socket.io/?EIO=4&transport=websocket",
        options.port, options.port, 200, 0,
        options.deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "");
}

int frame_text(unsigned char *frame, const char *text, int size) {
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
    return head + size;
}

void send_text(struct conn *c, const char *text, int size) {
    unsigned char frame[2048];
    int all = frame_text(frame, text, size);
    if (send(c->fd, frame, all, MSG_NOSIGNAL) != all) fail("send");
}

void connect_one(struct conn *c) {
    int one = 1;
    *c = (struct conn){.port = c->port, .stalled = c->stalled, .only_speaks = c->only_speaks, .auth = c->auth};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) fail("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (c->stalled) {
        int small = 16384;
        setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(c->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS) fail("connect");
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    if (epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e) < 0) fail("epoll_ctl");
    c->state = CONNECTING;
}

void leave(struct conn *c) {
    struct linger hard = {1, 0}; /* no TIME_WAIT: the ports are needed again */
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(c->fd);
    c->state = GONE;
}

static void become_ready(struct conn *c) {
    c->state = READY;
    ready++;
    on_ready(c);
}

static void joining(struct conn *c, char type) {
    if (type == '4') { fprintf(stderr, "load: refused\n"); exit(1); }
    if (type == '0' && *options.join && !c->only_speaks) send_text(c, options.join, strlen(options.join));
    else if (type == '0' || type == '3') become_ready(c);
}

static void centrifugo_message(struct conn *c) {
    char *f = c->first;
    if (c->seen == 2) send_text(c, "{}", 2);
    else if (c->state == JOINING && f[2] == 'i') become_ready(c);
    else if (c->state == READY) on_packet(c, f[2] == 'i' ? '3' : '2');
}

/* What is compressed is not read: while joining it is the step that is due, and an event afterwards. */
static void message(struct conn *c, int is_compressed) {
    char *f = c->first;
    if (options.centrifugo) {
        centrifugo_message(c);
    } else if (c->state == OPENING) {
        char join[1024];
        send_text(c, join, snprintf(join, sizeof join, "40%s", c->auth));
        c->state = JOINING;
    } else if (is_compressed) {
        if (c->state == JOINING) become_ready(c);
        else on_packet(c, '2');
    } else if (f[0] == '2' && c->seen == 1) {
        send_text(c, "3", 1);
    } else if (f[0] == '4' && c->state == JOINING) {
        joining(c, f[1]);
    } else if (f[0] == '4' && (f[1] == '2' || f[1] == '3')) {
        on_packet(c, f[1]);
    }
}

/* Looks for the mark and the number behind it. The mark's first byte is nowhere else in it. */
static void look(struct conn *c, const unsigned char *p, unsigned long size) {
    int length = strlen(options.mark);
    const unsigned char *end = p + size;
    while (p < end) {
        if (c->marked == length) {
            if (*p < '0' || *p > '9') c->marked = 0;
            else c->number = (c->has_number ? c->number : 0) * 10 + *p - '0', c->has_number = 1;
            p++;
        } else if (*p == (unsigned char)options.mark[c->marked]) {
            p++;
            if (++c->marked == length) { marks++; c->has_number = 0; }
        } else if (c->marked) {
            c->marked = 0;
        } else {
            p = memchr(p, options.mark[0], end - p);
            if (!p) return;
        }
    }
}

static int head_of(struct conn *c, unsigned char byte) {
    c->head[c->head_size++] = byte;
    if (c->head_size < 2) return 0;
    int length = c->head[1] & 127, need = length < 126 ? 2 : length == 126 ? 4 : 10;
    if (c->head_size < need) return 0;
    c->left = length;
    if (need > 2) {
        c->left = 0;
        for (int i = 2; i < need; i++) c->left = c->left << 8 | c->head[i];
    }
    if ((c->head[0] & 15) == 8) { fprintf(stderr, "load: closed by the server\n"); if (!c->stalled) exit(1); }
    c->in_payload = 1;
    c->seen = c->marked = c->has_number = c->head_size = 0;
    return 1;
}

/* Frames as they come, without keeping more than their first four bytes and a number. */
static void frames(struct conn *c, unsigned char *p, long size) {
    while (size > 0 && c->state >= OPENING && c->state <= READY) {
        if (!c->in_payload) {
            size--;
            if (!head_of(c, *p++)) continue;
        }
        unsigned long take = c->left < (unsigned long)size ? c->left : (unsigned long)size;
        for (unsigned long i = 0; i < take && c->seen < 4; i++) c->first[c->seen++] = p[i];
        if (*options.mark) look(c, p, take);
        p += take;
        size -= take;
        c->left -= take;
        if (!c->left) {
            int fd = c->fd;
            c->in_payload = 0;
            message(c, c->head[0] & 0x40);
            if (c->fd != fd) return; /* it left and came again */
        }
    }
}

/* Answers how many of the bytes are the handshake's, or all when it has not ended. */
static long handshake(struct conn *c, const unsigned char *p, long size) {
    if (c->matched == 0 && memcmp(p, "HTTP/1.1 101", 12)) { fprintf(stderr, "load: %.*s\n", 200, p); exit(1); }
    long taken = 0;
    while (taken < size && c->matched < 4) {
        c->matched = p[taken] == "\r\n\r\n"[c->matched] ? c->matched + 1 : p[taken] == '\r';
        taken++;
    }
    if (c->matched == 4) {
        c->state = options.centrifugo ? JOINING : OPENING;
        if (options.centrifugo) send_text(c, c->auth, strlen(c->auth));
    }
    return taken;
}

static void readable(struct conn *c) {
    int fd = c->fd;
    for (;;) {
        long size = recv(fd, buffer, sizeof buffer, 0), taken = 0;
        if (size < 0 && errno == EAGAIN) return;
        if (size < 0) fail("recv");
        if (size == 0) {
            if (c->stalled) { leave(c); return; }
            fprintf(stderr, "load: the server hung up in state %d\n", c->state);
            exit(1);
        }
        if (c->state == HANDSHAKE) taken = handshake(c, (unsigned char *)buffer, size);
        frames(c, (unsigned char *)buffer + taken, size - taken);
        if (c->fd != fd || c->state == GONE) return;
        if (size < (long)sizeof buffer) return;
    }
}

void wait_once(double seconds) {
    static struct epoll_event events[512];
    if (seconds < 0) seconds = 0;
    struct timespec limit = {(long)seconds, (seconds - (long)seconds) * 1e9};
    int count = epoll_pwait2(ep, events, 512, &limit, NULL);
    for (int i = 0; i < count; i++) {
        struct conn *c = events[i].data.ptr;
        if (c->state == CONNECTING && events[i].events & (EPOLLOUT | EPOLLERR)) {
            struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
            epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
            if (send(c->fd, request, request_size, MSG_NOSIGNAL) != request_size) fail("handshake");
            c->state = HANDSHAKE;
        } else if (c->stalled && c->state == READY) {
            if (events[i].events & (EPOLLHUP | EPOLLERR)) leave(c);
            else epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL); /* it never reads again */
        } else if (c->state != GONE && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            readable(c);
        }
    }
}

void connect_all(struct conn *conns, int total) {
    double limit = now() + 300;
    long before = ready;
    for (int i = 0; i < total; i++) {
        while (i - (ready - before) >= options.at_once) {
            wait_once(1);
            if (now() > limit) fail("the server does not take the connections");
        }
        connect_one(&conns[i]);
    }
    while (ready - before < total) {
        wait_once(1);
        if (now() > limit) fail("the server does not take the connections");
    }
}
