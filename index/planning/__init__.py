"""Planning: a query and the statistics of an index become a plan that every engine executes."""
