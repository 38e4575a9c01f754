"""STUB for integration until the kernel lands."""
from dataclasses import dataclass
import numpy as np

@dataclass(frozen=True)
class Clusters:
    cluster: np.ndarray
    keep: np.ndarray
    duplicate_of: np.ndarray
    jaccard: np.ndarray
    pairs: np.ndarray
    pair_jaccard: np.ndarray

def warm_up(): ...

def cluster(texts, *, threshold=0.8, ngram=5, num_perm=128, unit="word", keep="longest", priority=None, seed=1):
    texts=[t or "" for t in (texts.to_pylist() if hasattr(texts,"to_pylist") else texts)]
    n=len(texts); sets=[]
    for t in texts:
        t=" ".join("".join(c if c.isalnum() else " " for c in t.lower()).split())
        seq=t if unit=="char" else t.split()
        sets.append({str(seq[i:i+ngram]) for i in range(max(1,len(seq)-ngram+1))})
    from collections import defaultdict
    rng=np.random.default_rng(seed); a=rng.integers(1,2**32,num_perm,dtype=np.uint64)|np.uint64(1); b=rng.integers(0,2**32,num_perm,dtype=np.uint64)
    import zlib
    parent=list(range(n))
    def root(i):
        while parent[i]!=i: i=parent[i]
        return i
    bands=defaultdict(list); sig=[]
    for s in sets:
        h=np.array([zlib.crc32(x.encode()) for x in s],np.uint64)
        sig.append(((h[:,None]*a+b)&np.uint64(0xffffffff)).min(0))
    sig=np.array(sig) if n else np.zeros((0,num_perm),np.uint64)
    jac={}
    for k in range(0,num_perm-4,4):
        d=defaultdict(list)
        for i in range(n): d[sig[i,k:k+4].tobytes()].append(i)
        for m in d.values():
            for x in range(len(m)):
                for y in range(x+1,len(m)):
                    p=(m[x],m[y])
                    if p in jac: continue
                    A,B=sets[p[0]],sets[p[1]]; jac[p]=len(A&B)/len(A|B)
    for (i,j),v in jac.items():
        if v>=threshold:
            r,s=root(i),root(j); parent[max(r,s)]=min(r,s)
    cl=np.array([root(i) for i in range(n)],np.int64)
    kp=np.zeros(n,bool); dup=np.full(n,-1,np.int64); jc=np.ones(n)
    g=defaultdict(list)
    for i,c in enumerate(cl): g[c].append(i)
    for m in g.values():
        b_=max(m,key=lambda i:(len(texts[i]),-i)) if keep=="longest" else m[0]
        kp[b_]=True
        for i in m:
            if i!=b_: dup[i]=b_; jc[i]=len(sets[i]&sets[b_])/len(sets[i]|sets[b_])
    pr=np.array([p for p,v in jac.items() if v>=threshold],np.int64).reshape(-1,2)
    return Clusters(cl,kp,dup,jc,pr,np.array([v for v in jac.values() if v>=threshold]))
