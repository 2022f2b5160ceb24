/* The second floor: what a server in C does with epoll and send when it can do nothing but the benchmark, and checks
 * nothing. Prints its port and serves until it is stopped. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 1 << 16 }; /* descriptors */

static unsigned char event[1 << 16];
static int event_size, is_open[MOST], place[MOST], joined[MOST], joined_count;
static unsigned char input[1 << 16];

static int frame(unsigned char *to, const char *text, int size) {
    int head = 2;
    to[0] = 0x81;
    to[1] = size < 126 ? size : 126;
    if (size >= 126) {
        to[2] = size >> 8;
        to[3] = size & 255;
        head = 4;
    }
    memcpy(to + head, text, size);
    return head + size;
}

static void say(int fd, const void *bytes, int size) {
    if (send(fd, bytes, size, MSG_NOSIGNAL) != size) { /* who does not read is nobody to a floor */ }
}

static void say_text(int fd, const char *text, int size) {
    unsigned char out[2048];
    say(fd, out, frame(out, text, size));
}

static void go(int fd) {
    if (place[fd]) {
        int last = joined[--joined_count];
        joined[place[fd] - 1] = last;
        place[last] = place[fd];
        place[fd] = 0;
    }
    is_open[fd] = 0;
    close(fd);
}

static void heard(int fd, char *packet, int size) {
    if (size >= 2 && !memcmp(packet, "40", 2)) {
        joined[joined_count++] = fd;
        place[fd] = joined_count;
        say_text(fd, "40{\"sid\":\"x\"}", 12);
    } else if (size == 9 && !memcmp(packet, "42[\"fan\"]", 9)) {
        for (int i = 0; i < joined_count; i++) say(joined[i], event, event_size);
    } else if (size >= 3 && !memcmp(packet, "421", 3)) {
        char answer[2048], *rest = memchr(packet, ',', size);
        int left = size - (int)(rest + 1 - packet);
        memcpy(answer, "431[", 4);
        memcpy(answer + 4, rest + 1, left);
        say_text(fd, answer, left + 4);
    }
}

static void readable(int fd) {
    long size = recv(fd, input, sizeof input, 0);
    if (size <= 0) { go(fd); return; }
    if (!is_open[fd]) {
        static const char head[] =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        static const char open[] = "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";
        unsigned char out[512];
        memcpy(out, head, sizeof head - 1);
        is_open[fd] = 1;
        say(fd, out, sizeof head - 1 + frame(out + sizeof head - 1, open, sizeof open - 1));
        return;
    }
    for (long at = 0; at + 6 <= size;) {
        long length = input[at + 1] & 127, start = at + 6;
        if (length == 126) { length = input[at + 2] << 8 | input[at + 3]; start += 2; }
        heard(fd, (char *)input + start, length);
        at = start + length;
    }
}

static void accept_all(int listening, int ep) {
    for (int fd; (fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        int one = 1;
        if (fd >= MOST) { close(fd); continue; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    }
}

int main(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    const char *packet = getenv("BENCH_PACKET");
    event_size = frame(event, packet, strlen(packet));
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), ep = epoll_create1(0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    if (bind(listening, (struct sockaddr *)&a, sizeof a) || listen(listening, 4096)) return 1;
    getsockname(listening, (struct sockaddr *)&a, &size);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listening}, events[512];
    epoll_ctl(ep, EPOLL_CTL_ADD, listening, &e);
    printf("%d\n", ntohs(a.sin_port));
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(ep, events, 512, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == listening) accept_all(listening, ep);
            else readable(events[i].data.fd);
        }
    }
}
