"""The shares of a text's sources, as its page of origins prints them."""

from procurement.solicitations.uses import Share


def test_the_shares_of_all_sources_and_of_what_was_written_here_add_up():
    share = Share("RFP 1", 1, 1000, 990, 0, 0)
    assert share.percents({"a": 955, "b": 35}) == {"a": 96, "b": 3}
    assert share.percents({"a": 333, "b": 333, "c": 324}) == {"a": 33, "b": 33, "c": 33}
    for words in (7, 999, 1003):
        sources = {"a": words // 3, "b": words // 5, "c": words // 7, "none": 0}
        share = Share("RFP 1", 1, words, sum(sources.values()), 0, 0)
        assert sum(share.percents(sources).values()) == share.percent(share.reused)
    assert Share("RFP 1", 1, 0, 0, 0, 0).percents({"a": 0}) == {"a": 0}
