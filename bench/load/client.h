/* A Socket.IO client over WebSocket that does no more than it must, thousands of times in one thread. */
#ifndef CLIENT_H
#define CLIENT_H

enum { CONNECTING, HANDSHAKE, OPENING, JOINING, READY, GONE };

struct conn {
    int fd, port, state;
    int stalled, only_speaks;      /* never reads; does not join */
    const char *auth;              /* the CONNECT's payload */
    int matched;                   /* of the four bytes that end the handshake's head */
    unsigned char head[10];        /* of the frame that is coming in */
    int head_size;
    unsigned long left;            /* of its payload */
    int in_payload, seen;
    char first[4];                 /* of its payload */
    int marked;                    /* bytes of the mark that were just seen */
    int has_number;
    long number;                   /* the digits behind the mark, in the last frame that had it */
    long heard;                    /* events or answers */
};

/* What every client needs: the port, an event to send behind CONNECT ("" for none), and whether the server is Centrifugo,
 * which has a protocol of its own: a client begins with its token, a reply begins with its id, a ping is an empty object. */
struct options {
    int port, deflate, at_once, centrifugo;
    const char *join, *mark;
};

extern struct options options;
extern long ready;                 /* clients whose last step has been answered */
extern long marks;                 /* how often the mark was seen */

/* Called for each Socket.IO EVENT ('2') or ACK ('3') that a client in READY gets. */
void on_packet(struct conn *c, char type);
/* Called when a client has become READY. */
void on_ready(struct conn *c);

double now(void);
void fail(const char *what);
void start_clients(void);
void connect_one(struct conn *c);
/* `at_once` at a time, so that no accept queue overflows; returns when all are READY. */
void connect_all(struct conn *conns, int total);
void leave(struct conn *c);
/* The frame of a text, masked with zeroes; answers its size. */
int frame_text(unsigned char *frame, const char *text, int size);
void send_text(struct conn *c, const char *text, int size);
/* Waits for so many seconds at most, and takes what has come. */
void wait_once(double seconds);

#endif
