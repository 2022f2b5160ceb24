/* The load generator: one thread, epoll, as many Socket.IO clients as the options say.
 *
 *   load <port> <mode> <connections> <seconds> <server pid[,pid ...]> [key=value ...]
 *
 * modes   fanout   connection 0 asks for an event to all, and again when all have it (burst=K asks K at a time)
 *         ack      every connection asks for an answer, and again when it has it
 *         connect  connects and leaves again, `connections` at a time
 *         hold     connects, says so, waits for a line on stdin, counts the server's CPU for <seconds>, and leaves
 *         slow     fanout at a fixed rate=R beside stalled=M clients that never read
 *         flow     senders=S more clients at <port> have S events under way to all `connections`, which are at to=PORT
 *         steady   the same at a fixed rate=R, whoever has heard what
 *         flood    connections 1 to N ask for an answer at a rate=R, one after the other; with flood=1 connection 0 sends beside
 *                  them as much as the server takes
 *         back     all connect at once; measured until the last one has joined
 * keys    burst, rate, stalled, senders, to, deflate=1 (offer it, as browsers do), at_once=N (how many connect at a time)
 *         auth=TEXT (the CONNECT's payload; auth=@FILE has a line for each client), join=TEXT (an event with an ack, sent behind it)
 *         say=TEXT (the event that is sent, %d in it is a number of its own), mark=TEXT (what stands before that number
 *         in what is heard; its first letter is nowhere else in it)
 *         centrifugo=1 (its protocol in place of Socket.IO's: auth is its first message)
 *         beside=PID[,PID ...] (more processes whose CPU is printed)
 *
 * Prints one JSON object: done (deliveries, answers, connects), marks (how often the mark was seen), seconds, server_cpu,
 * beside_cpu and own_cpu (seconds, while it was measured), server_cpu_total (since its start), p50 and p99 (ms).
 */
#define _GNU_SOURCE
#include "client.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { IN_FLIGHT = 1 << 16 }; /* events that can be on their way */

static int total, burst = 1, rate = 100, stalled, senders, to, flood;
static long done, sent, kept, room;
static const char *mode, *say, *server_pids, *beside_pids = "", *auth = "";
static double seconds, *sent_at, *latencies;
static int *hearings; /* of each event in flight */
static struct conn *conns;

static int is(const char *name) { return !strcmp(mode, name); }

static double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double cpu_of_thread(long pid, const char *thread) {
    char path[320];
    unsigned long long spent = 0;
    snprintf(path, sizeof path, "/proc/%ld/task/%s/schedstat", pid, thread);
    FILE *f = fopen(path, "r");
    if (f) {
        if (fscanf(f, "%llu", &spent) != 1) spent = 0;
        fclose(f);
    }
    return spent / 1e9;
}

/* The scheduler's own count in nanoseconds, of all threads: /proc/<pid>/stat has only hundredths of a second. */
static double cpu_of(const char *pids) {
    double spent = 0;
    for (const char *at = pids; at && *at; at = strchr(at, ','), at = at ? at + 1 : NULL) {
        char path[64];
        long pid = atol(at);
        snprintf(path, sizeof path, "/proc/%ld/task", pid);
        DIR *threads = opendir(path);
        for (struct dirent *one; threads && (one = readdir(threads));)
            if (*one->d_name != '.') spent += cpu_of_thread(pid, one->d_name);
        if (threads) closedir(threads);
    }
    return spent;
}

/* The event as a frame, with the number in it. */
static int frame_say(unsigned char *frame, long number) {
    char text[1024];
    const char *at = strstr(say, "%d");
    int size = at ? snprintf(text, sizeof text, "%.*s%ld%s", (int)(at - say), say, number, at + 2)
                  : snprintf(text, sizeof text, "%s", say);
    return frame_text(frame, text, size);
}

static void say_times(struct conn *c, int times) {
    static unsigned char frames[1 << 16];
    int size = 0;
    for (int i = 0; i < times; i++) {
        if (sent_at) sent_at[sent % room] = now();
        if (hearings) hearings[sent % IN_FLIGHT] = 0;
        size += frame_say(frames + size, sent++);
    }
    if (send(c->fd, frames, size, MSG_NOSIGNAL) != size) fail("send");
}

/* What a listener has heard: the event that it names, or, where none is named, as many as it has heard before. */
static void heard(struct conn *c) {
    long number = c->has_number ? c->number : c->heard;
    c->heard++;
    done++;
    if (latencies && number < sent && kept < room) latencies[kept++] = (now() - sent_at[number % room]) * 1000;
    if (hearings && c->has_number && ++hearings[number % IN_FLIGHT] == total && is("flow"))
        say_times(&conns[number % senders], 1);
}

static void answered(struct conn *c) {
    if (c == conns) { marks++; return; }
    done++;
    if (kept < room && sent_at[c - conns]) latencies[kept++] = (now() - sent_at[c - conns]) * 1000;
}

void on_packet(struct conn *c, char type) {
    if (c < conns + senders) return; /* its answers are not what is measured */
    if (type == '3' && is("ack")) { done++; say_times(c, 1); }
    else if (type == '3' && is("flood")) answered(c);
    else if (type == '2') heard(c);
}

void on_ready(struct conn *c) {
    if (is("connect")) { done++; leave(c); connect_one(c); }
    if (is("back")) done++;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double started, cpu_before, beside_before, own_before;

static void begin(void) {
    done = marks = 0;
    started = now();
    cpu_before = cpu_of(server_pids);
    beside_before = cpu_of(beside_pids);
    own_before = own_cpu();
}

static void report(void) {
    double took = now() - started, spent = cpu_of(server_pids), p50 = 0, p99 = 0;
    double beside = cpu_of(beside_pids) - beside_before, own = own_cpu() - own_before;
    if (kept) {
        qsort(latencies, kept, sizeof *latencies, by_size);
        p50 = latencies[kept / 2];
        p99 = latencies[kept * 99 / 100];
    }
    printf("{\"done\": %ld, \"marks\": %ld, \"seconds\": %.6f, \"server_cpu\": %.6f, \"server_cpu_total\": %.6f, "
           "\"beside_cpu\": %.6f, \"own_cpu\": %.6f, \"p50\": %.3f, \"p99\": %.3f}\n",
           done, marks, took, spent - cpu_before, spent, beside, own, p50, p99);
    fflush(stdout);
}

static void run_for(double length) {
    for (double until = now() + length; now() < until;) wait_once(0.01);
}

static void run_fanout(double until) {
    while (now() < until) {
        long goal = done + (long)total * burst;
        say_times(&conns[0], burst);
        while (done < goal) wait_once(5);
    }
}

/* At a fixed rate, each sender in turn; every event must have been heard by all `total` in the end. */
static void run_steady(double length) {
    long most = length * rate + 2, before = done, first = sent;
    double begun = now(), until = begun + length;
    room = most * total;
    free(latencies);
    free(sent_at);
    latencies = malloc(room * sizeof *latencies);
    sent_at = malloc(room * sizeof *sent_at);
    kept = 0;
    while (now() < until) {
        double next = begun + (double)(sent - first) / rate;
        if (now() >= next) say_times(&conns[senders ? sent % senders : 0], 1);
        else wait_once(next - now());
    }
    long goal = before + (sent - first) * total;
    for (double limit = now() + 20; done < goal && now() < limit;) wait_once(0.1);
    if (done < goal) { fprintf(stderr, "load: %ld of %ld deliveries\n", done - before, goal - before); exit(1); }
}

static void send_flood(void) {
    static unsigned char frames[1 << 16];
    static int size, gone;
    while (size < (int)sizeof frames - 2048) size += frame_say(frames + size, 0);
    for (ssize_t more; (more = send(conns->fd, frames + gone, size - gone, MSG_NOSIGNAL | MSG_DONTWAIT)) > 0;)
        gone = (gone + more) % size;
}

static void run_flood(double length) {
    room = length * rate + 2;
    free(latencies);
    free(sent_at);
    latencies = malloc(room * sizeof *latencies);
    sent_at = calloc(total, sizeof *sent_at);
    kept = 0;
    double begun = now();
    for (long asked = 0; now() < begun + length;) {
        double next = begun + (double)asked / rate;
        if (flood) send_flood();
        if (now() >= next) {
            int one = 1 + asked++ % (total - 1);
            unsigned char frame[2048];
            int size = frame_say(frame, one);
            sent_at[one] = now();
            if (send(conns[one].fd, frame, size, MSG_NOSIGNAL) != size) fail("send");
        } else wait_once(next - now());
    }
    run_for(0.5);
}

static void wait_for_line(const char *said) {
    char line[16];
    printf("%s\n", said);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) exit(1);
}

static void run_flow(double length) {
    if (!hearings) {
        hearings = calloc(IN_FLIGHT, sizeof *hearings);
        for (int i = 0; i < senders; i++) say_times(&conns[i], 1);
    }
    run_for(length);
}

static void warm_up(void) {
    if (is("fanout")) run_fanout(now() + 0.3);
    if (is("flow")) run_flow(0.5);
    if (is("steady")) run_steady(0.5);
    if (is("flood")) run_flood(0.5);
    if (is("ack")) for (int i = 0; i < total; i++) say_times(&conns[i], 1);
    if (is("ack") || is("connect")) run_for(0.3);
}

static void measure(void) {
    begin();
    if (is("fanout")) run_fanout(started + seconds);
    else if (is("flow")) run_flow(seconds);
    else if (is("slow") || is("steady")) run_steady(seconds);
    else if (is("flood")) run_flood(seconds);
    else if (is("back")) connect_all(conns, total);
    else run_for(seconds);
    report();
}

static int read_key(const char *given) {
    static const struct { const char *name; int *number; const char **text; } keys[] = {
        {"burst=", &burst, NULL}, {"rate=", &rate, NULL}, {"stalled=", &stalled, NULL}, {"senders=", &senders, NULL},
        {"to=", &to, NULL}, {"flood=", &flood, NULL}, {"deflate=", &options.deflate, NULL}, {"at_once=", &options.at_once, NULL},
        {"auth=", NULL, &auth}, {"join=", NULL, &options.join}, {"mark=", NULL, &options.mark}, {"say=", NULL, &say},
        {"centrifugo=", &options.centrifugo, NULL},
        {"beside=", NULL, &beside_pids}};
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
        int size = strlen(keys[i].name);
        if (strncmp(given, keys[i].name, size)) continue;
        if (keys[i].text) *keys[i].text = given + size;
        else *keys[i].number = atoi(given + size);
        return 1;
    }
    return 0;
}

/* Lines of the file, as many as there are clients; or the one text for all. */
static void give_auth(int all) {
    FILE *f = *auth == '@' ? fopen(auth + 1, "r") : NULL;
    if (*auth == '@' && !f) fail(auth);
    for (int i = 0; i < all; i++) {
        char *line = NULL;
        size_t room = 0;
        if (f && getline(&line, &room, f) < 0) fail("too few lines of auth");
        if (f) line[strcspn(line, "\n")] = 0;
        conns[i].auth = f ? line : auth;
    }
    if (f) fclose(f);
}

int main(int count, char **args) {
    if (count < 6) { fprintf(stderr, "load <port> <mode> <connections> <seconds> <server pid> [key=value ...]\n"); return 2; }
    options.port = atoi(args[1]);
    mode = args[2];
    total = atoi(args[3]);
    seconds = atof(args[4]);
    server_pids = args[5];
    say = is("ack") ? "421[\"echo\",{\"session_id\":\"6f1c9a52-5df0-4d0e-9a53-0c3b5a1f7f11\","
                      "\"note\":\"what just happened\",\"n\":12345}]" : "42[\"fan\"]";
    for (int i = 6; i < count; i++)
        if (!read_key(args[i])) { fprintf(stderr, "load: what is %s?\n", args[i]); return 2; }
    start_clients();
    int all = senders + total + stalled;
    conns = calloc(all, sizeof *conns);
    for (int i = 0; i < all; i++) {
        conns[i].stalled = i >= senders + total;
        conns[i].only_speaks = i < senders;
        conns[i].port = to && i >= senders ? to : options.port;
    }
    give_auth(all);
    if (is("connect")) for (int i = 0; i < total; i++) connect_one(&conns[i]);
    else if (!is("back")) connect_all(conns, all);
    if (is("hold")) wait_for_line("ready");
    warm_up();
    measure();
    if (is("hold")) {
        for (int i = 0; i < total; i++) leave(&conns[i]);
        wait_for_line("left");
    }
    return 0;
}
