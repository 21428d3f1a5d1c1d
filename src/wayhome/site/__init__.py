"""
The shell of Wayhome: settings, root addresses, base templates, the web server and the command line.

Every other room enters here by its name alone; nothing enters them from here. It knows how the
program is started and stopped, never what a tip or a case is.
"""
