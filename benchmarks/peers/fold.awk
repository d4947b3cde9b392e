# Rows in order of user, section and name → one line per user. `""` keeps awk from comparing texts as numbers.
BEGIN { FS = "\t" }
{
  if (NR == 1 || $1 "" != user) {
    if (NR > 1) end_user()
    user = $1 ""; section = name = attributes = events = ""
  }
  if ($2 "" != section || $3 "" != name) {
    end_name()
    section = $2 ""; name = $3 ""; time = id = ""; count = 0
  }
  if (section == "0") {
    if (time == "" || $4 + 0 >= time) { time = $4 + 0; value = $5 }
  } else if (count == 0 || $4 "" != id) {
    count++; id = $4 ""
  }
}
END { if (NR > 0) end_user() }
function end_name() {
  if (section == "0") attributes = attributes (attributes == "" ? "" : ",") name "=" value
  else if (section == "1") events = events (events == "" ? "" : ",") name "=" count
}
function end_user() {
  end_name()
  print user "," attributes "," events
}
