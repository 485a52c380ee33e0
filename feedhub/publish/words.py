"""What the pages say by themselves, in the languages they know. Never what a source said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language's phrases; `language` is the tag that the page declares for them."""

    language: str
    skip: str
    categories: str
    tags: str
    sources: str
    newest: str
    all_entries: str
    newest_first: str
    from_hub: str
    subscribe: str
    copy_hint: str
    also_as: str
    nothing_yet: str
    page_navigation: str
    updated: str
    reading_list: str


_ENGLISH = Words(
    language="en",
    skip="Skip to the entries",
    categories="Categories",
    tags="Tags",
    sources="Sources",
    newest="Newest entries",
    all_entries="All entries",
    newest_first="All entries, newest first",
    from_hub="{name}, as gathered by {hub}",
    subscribe="Subscribe",
    copy_hint="Put this address into your feed reader:",
    also_as="Also as",
    nothing_yet="Nothing here yet. New entries appear as soon as a source brings them.",
    page_navigation="Where you are",
    updated="Updated",
    reading_list="Every feed as OPML",
)
_CHINESE = Words(
    language="zh",
    skip="跳到条目",
    categories="分类",
    tags="标签",
    sources="来源",
    newest="最新条目",
    all_entries="全部条目",
    newest_first="全部条目，最新在前",
    from_hub="{name}，由{hub}汇集",
    subscribe="订阅",
    copy_hint="将此地址添加到阅读器：",
    also_as="其他格式：",
    nothing_yet="暂无内容。来源一有新条目，就会出现在这里。",
    page_navigation="当前位置",
    updated="更新于",
    reading_list="全部订阅源（OPML）",
)


def words(language: str | None) -> Words:
    """Choose the phrases for a hub's language: Chinese where it is, English everywhere else."""
    return _CHINESE if (language or "").lower().split("-")[0] == "zh" else _ENGLISH
