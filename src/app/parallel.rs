//! The same work on many things, on a few threads: for answers that run in processes of their own.

use std::{
    panic::resume_unwind,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

/// More workers than this make answers that run against a clock compete with each other.
const MOST: usize = 2;

/// What `work` made of each item, in their order. `done` hears of every item that is finished, on the caller's thread.
pub(super) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(),
) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(MOST).min(items.len().max(1));
    let next = AtomicUsize::new(0);
    let (tell, hear) = mpsc::channel();
    let run = |tell: mpsc::Sender<(usize, R)>| {
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            if tell.send((at, work(item))).is_err() {
                break;
            }
        }
    };
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                let (tell, run) = (tell.clone(), &run);
                scope.spawn(move || run(tell))
            })
            .collect();
        drop(tell);
        let results = hear.iter().inspect(|_| done()).collect();
        for thread in threads {
            thread.join().unwrap_or_else(|bug| resume_unwind(bug));
        }
        results
    });
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let mut done = 0;
        let doubled = in_parallel(&items, |n| n * 2, || done += 1);
        assert_eq!(doubled, items.iter().map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(done, 100);
        assert!(in_parallel(&[] as &[usize], |n| *n, || {}).is_empty());
    }
}
