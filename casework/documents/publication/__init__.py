"""The copy of a paper that is made public: persons hidden by an edition of the rule, read back before it leaves."""
