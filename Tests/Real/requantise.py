"""Requantises a model's weights as Q2_K, for real; runs in the environment that has llama_cpp.

    python requantise.py FROM.gguf TO.gguf
"""

import ctypes
import sys

import llama_cpp

parameters = llama_cpp.llama_model_quantize_default_params()
parameters.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q2_K
parameters.allow_requantize = True
parameters.nthread = 1
source, target = (name.encode() for name in sys.argv[1:3])
sys.exit(llama_cpp.llama_model_quantize(source, target, ctypes.byref(parameters)))
