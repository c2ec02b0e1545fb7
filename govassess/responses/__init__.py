"""From a survey export to responses: read, recognise, match, recode, screen.

Read: ``source`` chooses the reader in ``formats``, which makes a ``table`` of ``column``; ``merge`` joins files first.
Recognise: ``tools`` and ``evidence`` tell who wrote it, ``recognise`` and ``fit`` which instrument was asked.
Match: ``match`` finds the column of each of the ``targets``, by ``headings`` and ``wording``, after the ``mapping``.
Recode: ``answers`` goes through items (``recode``, ``value_labels``), ``profile`` and ``choices``; ``faults`` tell it.
Screen: ``screen`` counts who stays (``totals``, ``seconds``); ``personal`` is masked wherever something is shown.
``survey`` goes all these ways, ``read`` is the door to it, ``inspect`` the other one, with ``drafts`` of what lacks.
"""
