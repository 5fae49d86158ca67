-- The request that Dovetail makes, unsigned.
local bytes = tonumber(os.getenv("BYTES"))
local start = '{"title":"For you","tokens":["token"],"body":"'
wrk.method = "POST"
wrk.body = start .. string.rep("x", bytes - #start - 2) .. '"}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "Dovetail"
wrk.headers["Accept"] = "*/*"
wrk.headers["webhook-id"] = "message-12345"
wrk.headers["webhook-timestamp"] = "1700000000"
