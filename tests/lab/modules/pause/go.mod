module andamio/pause

go 1.26
