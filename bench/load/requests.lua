-- The requests of one workload, for wrk:
--   wrk … -s requests.lua http://127.0.0.1:PORT -- MIX IDS LIST [TOKEN]
-- MIX is "view:6,list:3,create:1" (weights), IDS a file with one record id a line, LIST the path and query of the list request.
local records = "/api/collections/posts/records"
local words = "river stone basalt column slow fire north harbour lava field cold spring "
local body = '{"title":"Bench post %d","body":"' .. words:rep(3):sub(1, 200) .. '","views":7,"published":true,"author":"author000000042"}'

local makers = {}
local dice = {}
local headers = {}
local created = 0

function init(args)
  local ids = {}
  for line in io.lines(args[2]) do ids[#ids + 1] = line end
  if args[4] then headers["Authorization"] = args[4] end
  local post_headers = { ["Content-Type"] = "application/json", ["Authorization"] = headers["Authorization"] }
  local list = wrk.format("GET", args[3], headers)
  math.randomseed(os.time())

  makers.view = function() return wrk.format("GET", records .. "/" .. ids[math.random(#ids)], headers) end
  makers.list = function() return list end
  makers.create = function()
    created = created + 1
    return wrk.format("POST", records, post_headers, (body:gsub("%%d", created)))
  end

  for kind, weight in args[1]:gmatch("(%a+):(%d+)") do
    for _ = 1, tonumber(weight) do dice[#dice + 1] = makers[kind] end
  end
end

function request() return dice[math.random(#dice)]() end

-- One line of JSON, read by the driver: counts, and latency in microseconds.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.status, e.connect + e.read + e.write + e.timeout))
end
