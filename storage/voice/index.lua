-- voice/index: what the indexes have of a voice session. Takes `header`.
-- include admin/measure
kinds.voice = {
  name = function() return redis.call('HGET', header, 'name') or '' end,
  size = function()
    local sum = estimated({ 'name', 'summary' }, { ':materials', ':deleted_materials', ':tasks', ':segments' })
    local recordings, texts = redis.call('LRANGE', header .. ':recordings', 0, ROWS_MEASURED - 1), 0
    for _, id in ipairs(recordings) do
      local key = header .. ':recording:' .. id
      texts = texts + redis.call('HSTRLEN', key, 'peaks')
    end
    if #recordings == 0 then return sum end
    return sum + math.floor(texts / #recordings * redis.call('LLEN', header .. ':recordings'))
  end,
}
