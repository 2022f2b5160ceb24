-- session/preview: what a session shows to somebody who has nothing but its link. The rest as in tail; `base_url` as in
-- <kind>/kind, and `kind` is that of its page.
-- It notes no access (D18) and writes nothing. Refuses session_not_found, forbidden. Publishes nothing. Answers {the
-- level that the link gives, title, state and facts for viewers as JSON}, or {} when there is nothing to show.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, kind = unpack(ARGV)
-- include session/parts/tail
-- include {kind}/kind
-- include admin/indexes
local refused, level = refuse_unless(kind, 'read')
if refused then return refused end
local title, state, _, facts = kinds[kind].row(function() end)
if not title then return {} end
return { level, title, state, facts }
