# The events of the exports in this folder, [user, name, id] each, from what the vendors document; a second opinion beside summarise.py:
#   jq -c --arg v braze -f events.jq braze.ndjson | sort -u
def nz: select(. != null and . != "");
def entry($k): (.event_params // []) | map(select(.key==$k)) | .[0].value | ((.string_value|nz) // (.int_value|nz) // (.float_value|nz) // (.double_value|nz));
if $v=="segment" or $v=="rudderstack" then select(.type=="track" and ((.userId//"")!="")) | [.userId,.event,.messageId]
elif $v=="posthog" then [.distinct_id,.event,.uuid]
elif $v=="amplitude" then select((.user_id//"")!="" and (.event_type|startswith("$")|not)) | [.user_id,.event_type,((.["$insert_id"]|nz) // (.insert_id|nz) // .uuid)]
elif $v=="mixpanel" then [.properties.distinct_id,.event,.properties["$insert_id"]]
elif $v=="ga4" then select((.user_id//"")!="") | [.user_id,.event_name,(.event_timestamp+.event_name+((entry("ga_session_id")//"")|tostring))]
elif $v=="mparticle" then .mpid as $u | .events[]? | select(.event_type|test("^(custom_event|screen_view|commerce_event)$")) | [$u, (if .event_type=="screen_view" then .data.screen_name else (.data.event_name // .data.product_action.action // .data.custom_event_type) end), .data.event_id]
elif $v=="snowplow" then select((.user_id//"")!="") | [.user_id,(.event_name//.event),.event_id]
elif $v=="braze" then .events[] | select((.user.external_user_id//"")!="") | [.user.external_user_id,(if .event_type=="users.behaviors.CustomEvent" then .properties.name else .event_type end),.id]
elif $v=="customerio" then [(.data.identifiers.id // .data.customer_id),.metric,.event_id]
elif $v=="heap" then [.user_id,(.event_name//.event_table_name//.type),.event_id]
elif $v=="matomo" then select((.userId//"")!="") | .userId as $u | .idVisit as $i | .actionDetails[] | [$u,(.eventAction//.type),([$i,.pageId,.idpageview,.timestamp,.type]|map(tostring)|join("|"))]
else empty end | map(tostring)
