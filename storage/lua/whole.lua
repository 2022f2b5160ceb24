-- whole: refuses to run while the session's slot moves to another node of a Cluster.
-- A slot moves key by key, and a script derives most of its keys: on either node it would take what is not there for
-- what never was, and write half a change. Redis itself refuses a command on two keys of which one is missing while
-- the slot moves; the second key never exists. It costs 0.5 to 0.7 µs of Redis's time a script.
redis.call('EXISTS', KEYS[1], KEYS[1] .. ':moving')
