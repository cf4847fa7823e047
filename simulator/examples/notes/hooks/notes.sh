# What the hooks and actions share.
notes=$JUJU_CHARM_DIR/notes.txt
touch "$notes"

# Everything that follows from the configuration and from who is there; run by each hook that can have changed it.
publish() {
  port=$(config-get port)
  before=$(state-get port)
  if [ "$before" != "$port" ]; then
    if [ -n "$before" ]; then close-port "$before/tcp"; fi
    open-port "$port/tcp"
    state-set "port=$port"
  fi
  for id in $(relation-ids website); do
    relation-set -r "$id" "hostname=$(unit-get private-address)" "port=$port"
  done
  fellows=0
  for id in $(relation-ids fellows); do
    fellows=$(relation-list -r "$id" | wc -l)
  done
  who=private
  if [ "$(config-get is-public)" = True ]; then who=public; fi
  status-set active "$(config-get title): $(wc -l <"$notes") notes, $fellows fellows, $who"
}
