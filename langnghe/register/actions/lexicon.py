"""Counting by night with which words submissions are written, so that slips can be mended."""

import logging
from collections import Counter

from django.db import connection, transaction
from procrastinate.contrib.django import app

from langnghe.register.lexicon import forget_known
from langnghe.register.models import KnownWord
from langnghe.vietnamese.fold import fold

logger = logging.getLogger(__name__)

READ_NEWEST = 200_000
"""So many of the newest documents are counted: a year of a large city."""

LEAST_DOCUMENTS = 3
"""A word of fewer documents is no usual one, and may be what only few may read."""

_LONGEST = 40
_COUNT = """
SELECT word, ndoc FROM ts_stat($$
  SELECT words FROM register_searchdocument ORDER BY received_at DESC LIMIT %s
$$, 'a') WHERE ndoc >= %s
"""


@app.periodic(cron="20 19 * * *")  # 02:20 in Hanoi
@app.task(queue="upkeep", name="register.count_words", queueing_lock="register.count_words")
def count_words_nightly(timestamp: int) -> None:
    """Count the words anew."""
    logger.info("%s words are known", count_words())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", name="register.first_words", queueing_lock="register.first_words")
def count_first_words(timestamp: int) -> None:
    """Count the words while none are known: on the first day, after an import."""
    if not KnownWord.objects.exists():
        count_words()


def count_words() -> int:
    """Count in how many documents each word stands, keep the usual ones; return how many.

    Repeatable; a search that runs meanwhile sees the words of before.
    """
    documents: Counter[str] = Counter()
    written: dict[str, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT % (READ_NEWEST, LEAST_DOCUMENTS))
        for word, count in cursor.fetchall():
            folded = fold(word)
            if not folded.isalpha() or len(folded) > _LONGEST:
                continue
            documents[folded] += count
            written[folded] = max(written.get(folded, (0, "")), (count, word))
    rows = [
        KnownWord(folded=folded, written=written[folded][1][:60], documents=count)
        for folded, count in documents.items()
    ]
    with transaction.atomic():
        KnownWord.objects.all().delete()
        KnownWord.objects.bulk_create(rows, batch_size=5_000)
    forget_known()
    return len(rows)
