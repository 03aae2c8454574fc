-- Visits as ads bring them, a new one for each request: click id, address, user agent, campaign and, where asked for,
-- the cookie of somebody who was here before. Most of a request is put together once, so that the load costs little.
-- Arguments: file of user agents, file of cookies or "-", how many cookies, where to begin, a number for the dice, and
-- "same" where one request is to be sent over and over.

local HEADS, TAILS = 64, 8192
local heads, tails, cookies = {}, {}, nil
local width, count, place, serial, mark = 0, 0, 0, 0, ""

local function public_address()
  while true do
    local a, b = math.random(1, 223), math.random(0, 255)
    local odd = a == 10 or a == 127 or (a == 172 and b >= 16 and b < 32) or (a == 192 and b == 168)
      or (a == 169 and b == 254) or (a == 100 and b >= 64 and b < 128)
    if not odd then return a .. "." .. b .. "." .. math.random(0, 255) .. "." .. math.random(1, 254) end
  end
end

function init(args)
  math.randomseed(tonumber(args[5]))
  mark = string.format("%08x", tonumber(args[5]))
  local agents = {}
  for line in io.lines(args[1]) do agents[#agents + 1] = line end
  local sources = { "facebook", "ig", "google", "tiktok", "newsletter" }
  local campaigns = { "gajian", "11-11", "harbolnas", "ramadan", "back-to-school", "new-arrival", "retarget-cart", "brand" }
  local languages = { "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", "en-US,en;q=0.9", "id,en;q=0.5", "es-ES,es;q=0.9,en;q=0.6" }
  for i = 1, HEADS do
    heads[i] = string.format(
      "GET %s?utm_source=%s&utm_medium=paid_social&utm_campaign=%s&utm_term=lookalike-%d%%25&utm_id=12021%010d"
        .. "&utm_content=video-%d&fbclid=IwY2xjawM%s",
      wrk.path, sources[math.random(#sources)], campaigns[math.random(#campaigns)], math.random(10), math.random(400),
      math.random(30), mark)
  end
  for i = 1, TAILS do
    tails[i] = string.format(
      "AR7bHVLm0xkJt3yqGZ0nN5vV8Qd2_aem_Yf1&k_adset=set-%d&k_ad=video%%20%d HTTP/1.1\r\nHost: localhost\r\n"
        .. "X-Forwarded-For: %s\r\nUser-Agent: %s\r\nAccept-Language: %s\r\nAccept: text/html,*/*;q=0.8\r\n"
        .. "Referer: https://l.facebook.com/\r\n",
      math.random(40), math.random(200), public_address(), agents[math.random(#agents)], languages[math.random(#languages)])
  end
  if args[2] ~= "-" then
    local file = assert(io.open(args[2], "rb"))
    cookies = file:read("*a")
    file:close()
    count, place = tonumber(args[3]), tonumber(args[4])
    width = #cookies / count
    for i = 1, TAILS do tails[i] = tails[i] .. "Cookie: giliran_visitor=" end
  else
    for i = 1, TAILS do tails[i] = tails[i] .. "\r\n" end
  end
  if args[6] == "same" then
    local one = heads[1] .. 1 .. tails[1]
    request = function() return one end
  end
end

function request()
  serial = serial + 1
  local head, tail = heads[serial % HEADS + 1], tails[serial % TAILS + 1]
  if not cookies then return head .. serial .. tail end
  place = (place + 1) % count
  return head .. serial .. tail .. cookies:sub(place * width + 1, (place + 1) * width) .. "\r\n\r\n"
end
