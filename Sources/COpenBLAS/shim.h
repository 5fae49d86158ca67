#ifndef COPENBLAS_SHIM_H
#define COPENBLAS_SHIM_H

// The functions that are used, declared here: OpenBLAS's f77blas.h declares LAPACK's without const and with a thousand others.

void openblas_set_num_threads(int threads);

/// Cholesky factor of a symmetric positive definite matrix; status > 0 where it is not positive definite.
void spotrf_(const char *triangle, const int *size, float *matrix, const int *stride, int *status);

/// Inverse from the Cholesky factor.
void spotri_(const char *triangle, const int *size, float *matrix, const int *stride, int *status);

/// target += factor * source, of `count` entries that stand `sourceStep` and `targetStep` apart.
void cblas_saxpy(int count, float factor, const float *source, int sourceStep, float *target, int targetStep);

#endif
