"""The promises under faults: what is killed, what is counted. `plan` says how much, `report` what came of it."""
