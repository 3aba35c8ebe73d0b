"""Planning: turn a query and the statistics of an index into a plan that every engine executes."""
