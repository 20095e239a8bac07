"""Lắng Nghe: a self-hosted hotline that hears a city by telephone and e-mail."""
