# One activity → its rows: user, section (0 attributes, 1 events), name, then timestamp and value, or id. Texts in
# generated logs contain no tabs.
select(.user_id != null and .user_id != "")
| (.user_id | tostring) as $user
| if .type == "event" then
    "\($user)\t1\t\(.name)\t\(.id)"
  else
    .timestamp as $time | .data | to_entries[] | "\($user)\t0\t\(.key)\t\($time)\t\(.value)"
  end
