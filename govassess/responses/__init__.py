"""From a survey export to responses: read, recognise, match, recode, screen.

Read: ``source`` chooses the reader in ``formats``, which makes a ``table`` by the ``options``; ``merge`` joins files.
Recognise: ``tools`` finds who wrote it, ``recognise`` which instrument was asked.
Match: ``match`` finds the column of each of the ``targets``, by ``headings`` and ``wording``, after the ``mapping``.
Recode: ``answers`` goes through items (``recode``, ``value_labels``), ``profile`` and ``choices``; ``faults`` reports.
Screen: ``screen`` counts who stays; ``seconds`` are response times; ``personal`` data are masked wherever shown.
``survey`` runs all stages; ``read`` and ``inspect`` call it, ``inspect`` with ``drafts`` of what is missing.
"""
