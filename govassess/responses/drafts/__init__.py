"""Drafts of what a file still needs: an instrument where none fits, a mapping file where one does but not all is read.

An instrument: ``columns`` that may hold answers, ``contents`` of each, ``blocks`` on one scale (``block_scales``, told
by the words of ``scale_families``) and ``profile``; named and put together in ``instrument``, written by ``text``.
A mapping file: written by ``text`` too, with the ``unread_answers`` as comments.
"""
